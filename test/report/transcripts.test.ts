import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  ascii,
  renderForecast,
  renderJunit,
  renderMarkdown,
  renderStory,
  renderText,
  renderVerdict,
} from '../../src/report/index.js'
import type { OutageStory } from '../../src/results/index.js'
import { HOUR, MINUTE, SECOND, YEAR } from '../../src/units/index.js'
import { interrupted, nasty, quiet, webShop } from './fixtures.js'

/** The whole output stands in a file that is read in review; `UPDATE=1 npx vitest run test/report` writes it anew. */
function expectTranscript(name: string, actual: string): void {
  const file = new URL(`./transcripts/${name}`, import.meta.url)
  if (process.env.UPDATE === '1') writeFileSync(file, actual)
  expect(existsSync(file), `${name} is missing: run with UPDATE=1`).toBe(true)
  expect(actual).toBe(readFileSync(file, 'utf8'))
}

const story: OutageStory = {
  format: 'nines.trace/1',
  scenario: webShop.scenario,
  trial: 17,
  service: 'shop',
  outage: 3,
  outages: 12,
  start: 203 * 24 * HOUR + 4 * HOUR,
  length: 6 * MINUTE + 12 * SECOND,
  censored: false,
  phases: { detect: 3 * SECOND, decide: 0, restore: 30 * SECOND, repair: 6 * MINUTE - 21 * SECOND },
  causes: [
    { id: 'zone:a:power', label: 'zone a: power', downtime: 186 * SECOND, outages: 1 },
    { id: 'node:web-3:crash', label: 'web-3: crash', downtime: 186 * SECOND, outages: 1 },
  ],
  lines: [
    { at: 203 * 24 * HOUR + 3 * HOUR + 48 * MINUTE, subject: 'web-3', kind: 'fault', text: 'crash' },
    { at: 203 * 24 * HOUR + 4 * HOUR, subject: 'zone a', kind: 'fault', text: 'power lost; web-1, web-4 crash' },
    { at: 203 * 24 * HOUR + 4 * HOUR, subject: 'shop', kind: 'down', text: '3 of 6 members up, 4 needed' },
    { at: 203 * 24 * HOUR + 4 * HOUR + 3 * SECOND, subject: 'balancer of shop', kind: 'suspect', text: 'web-1, web-4' },
    {
      at: 203 * 24 * HOUR + 4 * HOUR + 342 * SECOND,
      subject: 'zone a',
      kind: 'repair',
      text: 'power back; the nodes inside begin to boot, each with a time of its own drawn from the law of its group',
    },
    { at: 203 * 24 * HOUR + 4 * HOUR + 372 * SECOND, subject: 'shop', kind: 'up', text: '4 of 6 members up' },
  ],
  omitted: 2,
  reproduce: 'nines trace scenarios/web-shop.yaml --trial 17 --outage 3 --seed web-shop',
}

describe('what a reader sees', () => {
  it('of a study that failed, with everything in it', () => expectTranscript('web-shop.txt', renderText(webShop)))
  it('on a terminal without UTF-8', () => {
    const text = renderText(webShop, { glyphs: ascii })
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    expectTranscript('web-shop.ascii.txt', text)
  })
  it('of a service that never failed: a bound, no 100 %', () => expectTranscript('quiet.txt', renderText(quiet)))
  it('of a study that was interrupted', () => expectTranscript('interrupted.txt', renderText(interrupted)))
  it('of names that try to break the page', () => expectTranscript('nasty.txt', renderText(nasty)))
  it('in Markdown', () => expectTranscript('web-shop.md.txt', renderMarkdown(webShop)))
  it('of nasty names in Markdown', () => expectTranscript('nasty.md.txt', renderMarkdown(nasty)))
  it('in JUnit XML', () => expectTranscript('all.junit.xml', renderJunit([webShop, quiet, nasty])))
  it('of one outage', () => expectTranscript('outage.txt', renderStory(story)))
  it('with --quiet', () => expect(renderVerdict(webShop)).toBe(renderText(webShop).split('\n')[0] + '\n'))
  it('of a forecast', () => {
    const forecast = {
      trials: 200,
      horizon: YEAR,
      eventsPerTrial: 61_728.39,
      outagesPerTrial: 6.02,
      events: 12_345_678,
      leapt: 0.9998765,
      relativeHalfWidth: 0.0565,
      trialsForPrecision: 256,
      method: 'From the rates of failures and repairs; retries of requests are left out.',
      notes: [
        {
          code: 'R408',
          severity: 'note' as const,
          message: 'health checks of shop: simulated message by message, as its links reorder messages',
        },
      ],
    }
    const context = { name: 'Web shop', file: 'scenarios/web-shop.yaml', workers: 2, precision: 0.05, seconds: 11.7 }
    expectTranscript('forecast.txt', renderForecast(forecast, context))
  })
})
