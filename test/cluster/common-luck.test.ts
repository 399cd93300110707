import { describe, expect, it } from 'vitest'
import { compile, runTrial } from '../../src/cluster/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { HOUR, MINUTE, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { DAY, exponential, link, mode, node, scenario, service } from '../support/scenarios.js'
import { tracedWorld } from '../support/worlds.js'

const raft = { electionTimeout: { kind: 'uniform', low: 150 * MS, high: 300 * MS }, heartbeat: 50 * MS } as const

/** Nodes that fail, a consensus group on the first three and plain redundancy on all. */
function cluster(names: readonly string[], more: Partial<Scenario> = {}): Scenario {
  return scenario({
    horizon: 10 * MINUTE,
    nodes: names.map(id => node(id, { failures: [mode(exponential(2 * MINUTE), exponential(20 * SECOND))] })),
    network: { classes: [link(exponential(2 * MS), { loss: 0.01 })], between: 0, clients: 0 },
    services: [
      service('group', [0, 1, 2], { redundancy: { kind: 'raft', config: { members: 3, ...raft } } }),
      service(
        'all',
        names.map((_, i) => i),
      ),
    ],
    ...more,
  })
}

const names = ['a', 'b', 'c', 'd']

/** Everything a trace tells of these sources, in order. */
function story(one: Scenario, of: readonly string[], trial = 1): string[] {
  const { world, records } = tracedWorld(one, trial)
  world.run()
  const told = records.filter(r => of.includes(r.source.replace(/: .*/, '')))
  return told.map(r => `${r.time} ${r.source} ${r.what} ${JSON.stringify(r.fields)}`)
}

describe('a trial', () => {
  it('is a function of scenario, seed and number: whichever came before it in the same plan', () => {
    const plan = compile(cluster(names))
    const alone = [3, 1, 2].map(trial => runTrial(compile(cluster(names)), 'luck', trial))
    const inTurn = [1, 2, 3].map(trial => runTrial(plan, 'luck', trial))
    expect(alone).toEqual([inTurn[2], inTurn[0], inTurn[1]])
    expect(new Set(inTurn.map(t => t.fingerprint)).size).toBe(3)
  })

  it('is another with another seed, and does not change its scenario', () => {
    const one = cluster(names)
    const before = JSON.stringify(one)
    const [luck, fate] = ['luck', 'fate'].map(seed => runTrial(compile(one), seed, 1).fingerprint)
    expect(luck).not.toBe(fate)
    expect(JSON.stringify(one)).toBe(before)
  })
})

describe('variants of a scenario share their luck', () => {
  it('a node more changes nothing for the others: neither their failures nor what their group does', () => {
    const few = story(cluster(names), ['a', 'b', 'c', 'group'])
    expect(few.length).toBeGreaterThan(100)
    expect(story(cluster([...names, 'e', 'f']), ['a', 'b', 'c', 'group'])).toEqual(few)
  })

  it('nor does their order in the file', () => {
    const one = cluster(names, { services: [] })
    const turned = { ...one, nodes: [...one.nodes].reverse() }
    expect(story(turned, names).sort()).toEqual(story(one, names).sort())
  })

  it('a fault more changes nothing before it strikes', () => {
    const at = 5 * MINUTE
    const effect = { kind: 'crash', nodes: [0] } as const
    const when = { kind: 'at', times: [at] } as const
    const struck = cluster(names, { faults: [{ id: 'x', when, duration: exponential(SECOND), effect }] })
    const early = (lines: readonly string[]) => lines.filter(line => Number(line.split(' ')[0]) < at)
    const all = [...names, 'group']
    expect(early(story(struck, all))).toEqual(early(story(cluster(names), all)))
    expect(story(struck, all)).not.toEqual(story(cluster(names), all))
  })

  it('slower repairs of one node leave the lives of the others as they were', () => {
    const one = cluster(names, { services: [], horizon: 10 * DAY })
    const [first, ...rest] = one.nodes
    const slower = node(first.id, { failures: [mode(exponential(2 * MINUTE), exponential(2 * HOUR))] })
    const others = names.slice(1)
    const lines = story({ ...one, nodes: [slower, ...rest] }, others)
    expect(lines.length).toBeGreaterThan(1000)
    expect(lines).toEqual(story(one, others))
  })
})
