import { describe, expect, it } from 'vitest'
import { compile, type Plan, runTrial } from '../../src/cluster/index.js'
import { collect } from '../../src/experiments/collect.js'
import { forecast, runStudy, traceOutage, traceTrial } from '../../src/experiments/index.js'
import type { GroupSummary, TrialSummary } from '../../src/measures/index.js'
import { parseResult, type RunResult, writeResult } from '../../src/results/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { DAY, HOUR, MINUTE, SECOND, YEAR } from '../../src/units/index.js'
import { constant, exponential, mode, node, nodes, scenario, service } from '../support/scenarios.js'

type Group = Pick<Plan['groups'][number], 'id' | 'label' | 'treatment' | 'why' | 'neglected'>

const certain = (id: string): Group => ({ id, label: id, treatment: 'certain', why: '', neglected: 0 })

/** A study of a node that never fails, with groups and what was leapt of them made up. */
function study(groups: readonly Group[], leapt: readonly GroupSummary[][], more: Partial<Scenario> = {}): RunResult {
  const quiet = scenario({
    horizon: YEAR,
    warmup: 10 * SECOND,
    fidelity: 'leap',
    nodes: [node('n')],
    services: [service('s', [0])],
    ...more,
  })
  const plan = { ...compile(quiet), groups } as unknown as Plan
  const one = runTrial(compile(quiet), 'x', 1)
  const trials = leapt.map((of, i): TrialSummary => ({ ...one, trial: i + 1, groups: of }))
  const circumstances = { seed: 'x', asked: trials.length, stopped: 'count' as const, precision: 0, file: 'x.yaml' }
  const variation = { options: [], timeOnly: false, leftOut: { workloads: [], checks: [] } }
  return collect(plan, trials, { ...circumstances, ...variation })
}

const notes = (result: RunResult) =>
  result.notes.filter(({ code }) => code > 'R406').map(({ code, message }) => `${code} ${message}`)

const whole = YEAR + 10 * SECOND

describe('what a result says of what was leapt over', () => {
  it('is the mean over groups of what was leapt in all trials, the warm-up counted as simulated time', () => {
    const a = [
      { leapt: whole - 3 * MINUTE, leaps: 4 },
      { leapt: whole - 5 * MINUTE, leaps: 6 },
    ]
    const b = [
      { leapt: whole - 1 * MINUTE, leaps: 1 },
      { leapt: whole - 3 * MINUTE, leaps: 1 },
    ]
    const { fidelity } = study(
      [certain('a'), certain('b')],
      [
        [a[0], b[0]],
        [a[1], b[1]],
      ],
    )
    expect(fidelity).toMatchObject({ mode: 'leap', timeOnly: false, simulated: 2 * whole, leaps: 12 })
    expect(fidelity.byMessage).toBe(6 * MINUTE)
    expect(fidelity.leapt).toBe((2 * whole - 6 * MINUTE) / (2 * whole))
    expect(fidelity.groups.map(({ leapt, leaps }) => ({ leapt, leaps }))).toEqual([
      { leapt: (2 * whole - 8 * MINUTE) / (2 * whole), leaps: 10 },
      { leapt: (2 * whole - 4 * MINUTE) / (2 * whole), leaps: 2 },
    ])
  })

  it('is nothing for a scenario without groups', () => {
    const result = study([], [[], []])
    expect(result.fidelity).toEqual({
      mode: 'leap',
      timeOnly: false,
      simulated: 2 * whole,
      leapt: null,
      byMessage: null,
      leaps: 0,
      groups: [],
    })
    expect(notes(result)).toEqual([])
  })

  it('is nothing to speak of when no trial was finished', () => {
    const { fidelity } = study([certain('a')], [])
    expect(fidelity).toMatchObject({ simulated: 0, leapt: 0, byMessage: 0, leaps: 0 })
  })

  const rare: Group = { ...certain('store'), treatment: 'neglected', neglected: 1.24e-10 }
  const coarse: Group = { ...certain('watch'), treatment: 'simulated', why: 'messages may overtake each other' }
  const quiet = { leapt: whole - MINUTE, leaps: 2 }
  const none = { leapt: 0, leaps: 0 }

  it('says how many false suspicions of the whole study were neglected', () => {
    const result = study([rare, certain('other')], Array(30).fill([quiet, quiet]))
    expect(result.fidelity.groups[0]).toMatchObject({ treatment: 'neglected', neglected: 30 * 1.24e-10 })
    expect(notes(result)).toEqual(['R407 store: false suspicions neglected, 4e-9 expected in all trials'])
  })

  it('says which groups were simulated in full and why, those of one reason together', () => {
    const more = ['b', 'c', 'd', 'e', 'f'].map(id => ({ ...coarse, id, label: id }))
    const groups = [coarse, certain('a'), ...more, { ...coarse, id: 'z', label: 'z', why: 'of another reason' }]
    const result = study(groups, [groups.map(() => none)])
    expect(notes(result)).toEqual([
      'R408 watch, b, c, d, e and 1 more: simulated message by message, as messages may overtake each other',
      'R408 z: simulated message by message, as of another reason',
    ])
  })

  it('has nothing to note when every message was asked for', () => {
    const result = study([rare, coarse], [[none, none]], { fidelity: 'full' })
    expect(result.fidelity).toMatchObject({ mode: 'full', leapt: 0, byMessage: whole })
    expect(result.fidelity.groups.map(({ treatment, why, neglected }) => [treatment, why, neglected])).toEqual([
      ['simulated', 'full fidelity', 0],
      ['simulated', 'full fidelity', 0],
    ])
    expect(notes(result)).toEqual([])
  })

  it('survives JSON', () => {
    const result = study([rare, coarse], [[quiet, none]])
    expect(parseResult(writeResult(result))).toEqual({ ok: true, value: result })
  })
})

/** Three web servers behind a balancer that checks them; requests wait for whoever is alive. */
const busy = scenario({
  fidelity: 'leap',
  horizon: 2 * DAY,
  nodes: nodes(3, { failures: [mode(exponential(6 * HOUR), exponential(HOUR))], boot: constant(SECOND) }),
  services: [
    service('web', [0, 1, 2], {
      redundancy: { kind: 'k-of-n', needs: 2 },
      balancer: {
        config: { policy: 'round-robin' },
        monitor: { heartbeat: 2 * SECOND, detector: { kind: 'timeout', timeout: 7 * SECOND } },
      },
    }),
  ],
  workloads: [
    { id: 'buyers', service: 0, rate: 0.5, serviceTime: exponential(9000), timeout: SECOND, retries: 1 },
    { id: 'robots', service: 0, rate: 0.1, serviceTime: exponential(9000), timeout: SECOND, retries: 0 },
  ],
  trials: 2,
})

const options = { workers: 1, file: 'busy.yaml' }

describe('a study of time availability only', () => {
  it('has the very outages of the study with requests, from fewer events, and says what it is', async () => {
    const all = await runStudy(busy, options)
    const only = await runStudy(busy, { ...options, timeOnly: true })
    expect(all.services[0].outages.count).toBeGreaterThan(10)
    expect(only.services).toEqual(all.services.map(({ traffic: _, ...service }) => service))
    expect([only.nodes, only.expectations]).toEqual([all.nodes, all.expectations])
    expect(only.events).toBeLessThan(all.events / 100)
    expect(only.workloads).toEqual([])
    expect([all.fidelity.timeOnly, only.fidelity.timeOnly]).toEqual([false, true])
    expect(notes(all)).toEqual([])
    expect(notes(only)).toEqual([
      'R409 time availability only, without requests of buyers, robots and health checks of web',
    ])
    expect(only.reproduce).toBe(`${all.reproduce} --time-only`)
  })

  it('is refused when something is expected of requests', async () => {
    const latency = { text: 'latency(buyers, p99) <= 1s', name: '', metric: 'latency', subject: 'buyers' }
    const rest = { quantile: 0.99, op: '<=' as const, threshold: SECOND, level: 0.95, span: null }
    const strict = { ...busy, expectations: [{ ...latency, ...rest }] }
    await expect(runStudy(strict, { ...options, timeOnly: true })).rejects.toThrow('latency(buyers, p99)')
  })

  it('has nothing to say where there is no traffic', async () => {
    const still = { ...busy, workloads: [], services: busy.services.map(s => ({ ...s, balancer: null })) }
    expect(notes(await runStudy(still, { ...options, timeOnly: true }))).toEqual([])
  })
})

describe('what is asked for beside the file', () => {
  const small = { ...busy, workloads: [], trials: 1 }

  it.each([
    ['leap', undefined, ''],
    ['leap', 'leap', ''],
    ['leap', 'full', ' --fidelity full'],
    ['full', 'leap', ' --fidelity leap'],
    ['full', 'full', ''],
  ] as const)(
    'is in the commands that repeat a result when it differs: %s, asked for %s',
    async (own, asked, words) => {
      const written = { ...small, fidelity: own }
      const result = await runStudy(written, { ...options, fidelity: asked })
      expect(result.fidelity.mode).toBe(asked ?? own)
      expect(result.reproduce).toBe(`nines run busy.yaml --seed test --trials 1${words}`)
      expect(result.scenario.options).toEqual(words.split(' ').slice(1))
      const story = traceOutage(written, { trial: 1, outage: 1, file: 'busy.yaml', fidelity: asked })!
      expect(story.reproduce).toBe(`nines trace busy.yaml --trial 1 --outage 1 --service web --seed test${words}`)
    },
  )

  it('changes traces and forecasts too', () => {
    const records = (timeOnly: boolean): number => {
      let count = 0
      traceTrial(busy, { trial: 1, timeOnly }, () => count++)
      return count
    }
    expect(records(true)).toBeLessThan(records(false))
    expect(forecast(busy, { timeOnly: true }).events).toBeLessThan(forecast(busy, {}).events / 100)
    const times = (timeOnly: boolean) => {
      const told = traceOutage(busy, { trial: 1, outage: 2, file: 'busy.yaml', timeOnly })!
      return [told.start, told.length, told.causes]
    }
    expect(times(true)).toEqual(times(false))
  })
})
