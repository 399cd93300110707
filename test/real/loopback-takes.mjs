// What the two recorders of scripts share: which scripts, taken how often, written where.
import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Records scripts into a file: all of them, those whose names hold one of the words given, or with `--random FROM TO FILE`
 * those of some seeds. Each is taken twice. Where the takes differ, time decided or the machine was too busy: such a
 * script is of no use and is left out of `recordings`; of seeds, both its takes are kept under `doubtful`.
 */
export async function recordTakes({ product, version, scripts, ofSeed, committed, take }) {
  const [first, ...others] = process.argv.slice(2)
  const byChance = first === '--random'
  const [from, to] = others.map(Number)
  const all = byChance ? Array.from({ length: to - from }, (_, i) => ofSeed(from + i)) : scripts
  const target = byChance ? others[2] : committed
  const wanted = byChance || first === undefined ? [] : [first, ...others]
  const old = wanted.length > 0 ? JSON.parse(readFileSync(target, 'utf8')).recordings : []
  const recordings = []
  const doubtful = []
  for (const script of all) {
    if (wanted.length > 0 && !wanted.some(name => script.name.includes(name))) {
      const kept = old.find(({ name }) => name === script.name)
      if (kept) recordings.push(kept)
      continue
    }
    const one = await taken(script)
    const other = script.random ? one : await taken(script, one)
    if (one === null || other === null) continue
    const said = JSON.stringify(resultsOf(one))
    if (said === JSON.stringify(resultsOf(other))) recordings.push(one)
    else doubtful.push(one, other)
    console.log(recordings.includes(one) ? '' : 'DIFFERS', script.name, said.slice(0, 130))
  }
  async function taken(script, before) {
    try {
      return await take(script, before)
    } catch (error) {
      console.log('UNUSABLE', script.name, error.message)
      return null
    }
  }
  const lines = list => list.map(recording => `  ${JSON.stringify(recording)}`).join(',\n')
  const rest = byChance ? `,"doubtful":[\n${lines(doubtful)}\n]` : ''
  const head = `"product":${JSON.stringify(product)},"version":${JSON.stringify(version)}`
  writeFileSync(target, `{${head},"recordings":[\n${lines(recordings)}\n]${rest}}\n`)
}

const resultsOf = ({ steps }) => steps.map(({ result }) => result ?? null)
