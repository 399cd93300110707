import { describe, expect, it, vi } from 'vitest'
import { uniform } from '../../src/laws/index.js'
import type { Plain } from '../../src/protocols/index.js'
import type { Disk, Scenario } from '../../src/scenario/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, nodes, nothing } from '../support/scenarios.js'
import { actors, noted, script, scriptedProtocols } from '../support/scripted.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

vi.mock('../../src/cluster/protocols.js', () => scriptedProtocols)

/**
 * Every 10 ms the member appends to its log the next number and how long the log was when it came up; it notes what is
 * synced, and what it finds when it starts.
 */
script(({ stored, memory }, input, out) => {
  if (input.kind === 'start') {
    out.note('found', [...stored.log])
    memory.next = stored.log.length
    out.every('tick', 10 * MS)
  } else if (input.kind === 'timer') {
    memory.next++
    const entries = [memory.next + stored.log.length / 1000]
    out.persist(memory.next, [{ kind: 'append', from: memory.next - 1, entries }])
    out.note('written', memory.next)
  } else if (input.kind === 'stored') {
    out.note('synced', input.token)
  }
})

function writing(disk: Partial<Disk>, more: Partial<Scenario> = {}) {
  const all = { sync: nothing, stallEvery: null, stall: nothing, ...disk }
  const { world, records } = tracedWorld(
    actors(1, { horizon: 2 * SECOND, seed: 'disk', nodes: nodes(1, { disk: all }), ...more }),
  )
  world.run()
  const of = (what: string): [number, Plain][] => noted(records, 'n-1', what)
  return { found: of('found').map(([, log]) => log as number[]), written: of('written'), synced: of('synced') }
}

const crash = scheduled('crash', [1 * SECOND + 5 * MS], 100 * MS, { kind: 'crash', nodes: [0] })

describe('a disk', () => {
  it('has a write when it is synced, after the time that takes', () => {
    const { written, synced } = writing({ sync: constant(3 * MS) })
    expect(written.length).toBe(200)
    expect(synced).toEqual(written.slice(0, synced.length).map(([at, token]) => [at + 3 * MS, token]))
    expect(synced.length).toBe(199)
  })

  it('writes one thing after the other, in order, each for its time', () => {
    const { written, synced } = writing({ sync: uniform(0, 19 * MS) })
    expect(synced.map(([, token]) => token)).toEqual(written.slice(0, synced.length).map(([, token]) => token))
    // Lindley: a sync ends no sooner than the write came and the one before it ended.
    const gaps = synced.map(([at], i) => at - Math.max(written[i][0], i === 0 ? 0 : synced[i - 1][0]))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(-1)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(19 * MS + 1)
    expect(synced.some(([at], i) => i > 0 && synced[i - 1][0] > written[i][0] && at > written[i][0] + 19 * MS)).toBe(
      true,
    )
  })

  it('has after a crash what was synced before it, and nothing else', () => {
    const { found, written, synced } = writing({ sync: constant(32 * MS) }, { faults: [crash] })
    const syncedBefore = synced.filter(([at]) => at < 1005 * MS).map(([, token]) => token)
    const writtenBefore = written.filter(([at]) => at < 1005 * MS)
    // A sync every 32 ms, a write every 10: most of what was written was still waiting.
    expect(syncedBefore.length).toBe(31)
    expect(writtenBefore.length).toBe(100)
    expect(found).toEqual([[], syncedBefore])
    const again = scheduled('again', [1705 * MS], 100 * MS, { kind: 'crash', nodes: [0] })
    const [, , second] = writing({ sync: constant(32 * MS) }, { faults: [crash, again] }).found
    expect(second.length).toBe(31 + 18)
    expect(second.slice(31)).toEqual(Array.from({ length: 18 }, (_, i) => 32 + i + 0.031))
    // Nothing that was on its way to the disk when the node died is synced later: the next sync is of a new write.
    const [firstAfter] = synced.filter(([at]) => at > 1005 * MS)
    expect(firstAfter).toEqual([1105 * MS + 10 * MS + 32 * MS, 32])
  })

  it('that stalls syncs nothing, and everything in order when it goes on', () => {
    const stall = scheduled('stall', [1 * SECOND], 500 * MS, { kind: 'disk-stall', nodes: [0] })
    const { synced } = writing({ sync: constant(3 * MS) }, { faults: [stall] })
    expect(synced.map(([, token]) => token)).toEqual(synced.map((_, i) => i + 1))
    expect(synced.filter(([at]) => at >= 1 * SECOND && at < 1500 * MS)).toEqual([])
    // Ticks 1.00 to 1.49 s were synced with the end of the stall; the write of that moment takes its own time.
    expect(synced.filter(([at]) => at === 1500 * MS).length).toBe(50)
  })

  it('that stalls when its node crashes loses what waited', () => {
    const stall = scheduled('stall', [900 * MS], 500 * MS, { kind: 'disk-stall', nodes: [0] })
    const { found } = writing({ sync: constant(3 * MS) }, { faults: [stall, crash] })
    expect(found).toEqual([[], Array.from({ length: 89 }, (_, i) => i + 1)])
  })

  it('goes on writing while its node is paused, which hears of it afterwards', () => {
    const pause = scheduled('pause', [1 * SECOND], 500 * MS, { kind: 'pause', nodes: [0] })
    const struck = scheduled('crash', [1400 * MS], 300 * MS, { kind: 'crash', nodes: [0] })
    const disk = { sync: constant(32 * MS) }
    const paused = writing(disk, { faults: [pause] })
    expect(paused.synced.filter(([at]) => at >= 1 * SECOND && at < 1500 * MS)).toEqual([])
    // Syncs end at 42, 74, 106, … ms, whether or not anyone can hear of them: the 31st to the 46th within the pause.
    expect(paused.synced.filter(([at]) => at === 1500 * MS).length).toBe(16)
    const { found } = writing(disk, { faults: [pause, struck] })
    expect(found[1].length).toBe(Math.floor((1400 - 10) / 32))
  })

  it('is slower on a slow node by that factor', () => {
    const slow = scheduled('slow', [0], 1500 * MS, { kind: 'slow', nodes: [0], factor: 2.5 })
    const { written, synced } = writing({ sync: constant(2 * MS) }, { faults: [slow] })
    const took = synced.map(([at], i) => at - written[i][0])
    expect(took.filter((_, i) => written[i][0] < 1500 * MS)).toEqual(new Array(149).fill(5 * MS))
    expect(took.filter((_, i) => written[i][0] >= 1500 * MS)).toEqual(new Array(synced.length - 149).fill(2 * MS))
  })

  it('stalls by itself as often and as long as its laws say', () => {
    const { synced } = writing({ stallEvery: constant(400 * MS), stall: constant(100 * MS) })
    const silent = [0, 1, 2, 3].map(i => 400 + 500 * i)
    const at = new Set(synced.map(([time]) => time / MS))
    for (const start of silent) for (let ms = start; ms < start + 100; ms += 10) expect(at.has(ms)).toBe(false)
    // The last stall ends with the run, and what waited is synced.
    expect(synced.map(([, token]) => token)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  })
})
