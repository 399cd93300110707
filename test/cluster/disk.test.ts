import { beforeEach, describe, expect, it, vi } from 'vitest'
import { exponential, type Law } from '../../src/laws/index.js'
import type { Plain } from '../../src/protocols/index.js'
import type { Disk, Scenario } from '../../src/scenario/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, nodes, nothing } from '../support/scenarios.js'
import { actors, noted, script, scriptedProtocols } from '../support/scripted.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

vi.mock('../../src/cluster/protocols.js', () => scriptedProtocols)

/**
 * Every 10 ms, or after gaps of a law, the member appends to its log the next number and how long the log was when it came
 * up; it notes what is synced, and what it finds when it starts.
 */
const write = (gaps: Law | null) =>
  script(({ stored, memory }, input, out) => {
    if (input.kind === 'start') {
      out.note('found', [...stored.log])
      memory.next = stored.log.length
      if (gaps === null) out.every('tick', 10 * MS)
      else out.after('tick', gaps)
    } else if (input.kind === 'timer') {
      if (gaps !== null) out.after('tick', gaps)
      memory.next++
      const entries = [memory.next + stored.log.length / 1000]
      out.persist(memory.next, [{ kind: 'append', from: memory.next - 1, entries }])
      out.note('written', memory.next)
    } else if (input.kind === 'stored') {
      out.note('synced', input.token)
    }
  })

beforeEach(() => write(null))
const poissonWrites = (mean: number) => write(exponential(mean))

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

  it('syncs a batch at a time: what comes during a sync is in the next one, all together', () => {
    const { written, synced } = writing({ sync: constant(32 * MS) })
    // A sync ends every 32 ms from 42 ms on; a write during one waits for its end, and then for one more.
    const due = written.map(([at, token], i) => [
      i === 0 ? 42 * MS : 10 * MS + 32 * MS * (Math.floor((at - 10 * MS) / (32 * MS)) + 2),
      token,
    ])
    expect(synced).toEqual(due.filter(([at]) => (at as number) < 2 * SECOND))
    expect(synced.length).toBeGreaterThan(190)
  })

  it.each([0.3, 1, 3])('keeps Poisson writes waiting as renewal theory says: %d writes in the time of a sync', load => {
    poissonWrites((20 * MS) / load)
    const { written, synced } = writing({ sync: constant(20 * MS) }, { horizon: 200 * SECOND, seed: `load ${load}` })
    // Syncs follow each other until one ends that nobody has written during: that ends a busy time with probability
    // exp(-load), and an idle time of mean 1/rate begins. A write sees time averages (Wolff 1982, PASTA); when the disk
    // is busy it waits for what is left, half a sync on average, and then for a sync of its own.
    const busy = load / (load + Math.exp(-load))
    const expected = 20 * MS * (1 + busy / 2)
    const waits = synced.map(([at], i) => at - written[i][0])
    const mean = waits.reduce((a, b) => a + b, 0) / waits.length
    // Two-sided at 0.1 % (3.29 standard deviations). A wait lies between one sync and two. Those of one busy time go together, and are at most some e^load in number.
    const deviation = (20 * MS) / Math.sqrt(12)
    const blocks = waits.length / Math.exp(load)
    expect(Math.abs(mean - expected)).toBeLessThan((3.29 * deviation) / Math.sqrt(blocks))
    expect(Math.min(...waits)).toBe(20 * MS)
    expect(Math.max(...waits)).toBeLessThanOrEqual(40 * MS)
  })

  it('has after a crash what was synced before it, and nothing else', () => {
    const { found, written, synced } = writing({ sync: constant(32 * MS) }, { faults: [crash] })
    const syncedBefore = synced.filter(([at]) => at < 1005 * MS).map(([, token]) => token)
    const writtenBefore = written.filter(([at]) => at < 1005 * MS)
    // Syncs end at 42, 74, … 1002 ms; the last of these began at 970 ms with what had been written before then.
    expect(syncedBefore.length).toBe(96)
    expect(writtenBefore.length).toBe(100)
    expect(found).toEqual([[], syncedBefore])
    const again = scheduled('again', [1705 * MS], 100 * MS, { kind: 'crash', nodes: [0] })
    const [, , second] = writing({ sync: constant(32 * MS) }, { faults: [crash, again] }).found
    // Ticks from 1115 ms on; the sync that ended last, at 1691 ms, had what was written until 1655 ms.
    expect(second.length).toBe(96 + 55)
    expect(second.slice(96)).toEqual(Array.from({ length: 55 }, (_, i) => 97 + i + 0.096))
    // Nothing that was on its way to the disk when the node died is synced later: the next sync is of a new write.
    const [firstAfter] = synced.filter(([at]) => at > 1005 * MS)
    expect(firstAfter).toEqual([1105 * MS + 10 * MS + 32 * MS, 97])
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
    // Syncs end at 1002 and 1034 ms, whether or not anyone can hear of them: of the writes from 940 to 990 ms.
    expect(paused.synced.filter(([at]) => at === 1500 * MS).length).toBe(6)
    const { found } = writing(disk, { faults: [pause, struck] })
    expect(found[1].length).toBe(99)
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
