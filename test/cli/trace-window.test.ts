import { describe, expect, it } from 'vitest'
import { displayWidth } from '../../src/diagnostics/index.js'
import { traceOutage, traceWindow } from '../../src/experiments/index.js'
import { fake, nines } from './fake-world.js'
import { transcript } from './transcript.js'

const three = `version: 1
name: three
horizon: 40d
trials: 200
nodes: { db: { count: 3, mtbf: 30d, mttr: 20m, disk: { sync: 1ms } } }
network: { default: { latency: 0.3ms..0.8ms } }
services: { store: { on: db, protocol: { raft: {} } } }
faults:
  kill: { at: 10s, for: 5s, crash-leader: store }
  split: { at: 20s, for: 2s, partition: [[db-1], [db-2, db-3]] }
`

const files = { 'three.yaml': three, 'seven.yaml': three.replace('count: 3', 'count: 7') }
const experiments = { traceOutage, traceWindow }

describe('nines trace --from --to', () => {
  it('prints what it printed when it was last read', async () => {
    const { recorded, actual } = await transcript('trace-window', files, experiments)
    expect(actual).toBe(recorded)
  })

  it.each(['three', 'seven'])('stays within 80 columns, in ASCII where nothing else can be shown: %s', async name => {
    for (const env of [{}, { LANG: 'C' }] as Record<string, string>[]) {
      const on = fake({ files, experiments, env })
      expect(await nines(`trace ${name}.yaml --from 19s --to 24s`, on)).toBe(0)
      for (const line of on.out().split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
      if ('LANG' in env) expect(on.out()).toMatch(/^[\u0000-\u007f]*$/)
    }
  })

  it('writes one JSON document, and to the file named', async () => {
    const on = fake({ files, experiments })
    expect(await nines('trace three.yaml --from 10s --to 11s --format json -o seen.json', on)).toBe(0)
    expect(on.out()).toBe('')
    expect(JSON.parse(on.files.get('seen.json')!)).toMatchObject({
      format: 'nines.space-time/1',
      from: 10_000_000,
      told: 11_000_000,
    })
  })
})
