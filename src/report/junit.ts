import type { ExpectationResult, RunResult } from '../results/index.js'
import { forXml } from './escape.js'
import { observed, shortfall } from './expectation.js'

/**
 * JUnit XML: a suite per study, a case per expectation. An inconclusive expectation is an error and one that does not
 * hold a failure. The message stands in the body too, as GitLab long showed nothing else. `time` is zero, since a
 * result knows no wall clock and equal studies must give equal bytes.
 */
export function renderJunit(results: readonly RunResult[]): string {
  const suites = results.map(suite)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`
}

function suite(result: RunResult): string {
  const { scenario, expectations } = result
  const tally = (verdict: string): number => expectations.filter(e => e.verdict === verdict).length
  const counts = `tests="${expectations.length}" failures="${tally('fail')}" errors="${tally('unknown')}" skipped="0"`
  const cases = expectations.map(e => testcase(result, e)).join('')
  const out = `seed: ${scenario.seed}\nfingerprint: ${result.fingerprint}\nreproduce: ${result.reproduce}`
  const body = out.split('\n').map(forXml).join('\n')
  return (
    `  <testsuite name="${forXml(scenario.name)}" ${counts} time="0">\n${cases}` +
    `    <system-out>${body}</system-out>\n  </testsuite>\n`
  )
}

function testcase({ scenario }: RunResult, e: ExpectationResult): string {
  const name = e.name === '' ? e.text : e.name
  const open = `    <testcase classname="${forXml(scenario.file)}" name="${forXml(name)}" time="0"`
  if (e.verdict === 'pass') return `${open}/>\n`
  const tag = e.verdict === 'fail' ? 'failure' : 'error'
  const type = e.verdict === 'fail' ? 'expectation' : 'inconclusive'
  const message = forXml(`${e.text}: observed ${observed(e)}; ${shortfall(e)}`)
  return `${open}>\n      <${tag} type="${type}" message="${message}">${message}</${tag}>\n    </testcase>\n`
}
