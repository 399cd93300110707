import { describe, expect, it } from 'vitest'
import { onReply, onSilence } from '../../src/cluster/clients.js'
import { compile, runTrial } from '../../src/cluster/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'
import { histogramQuantile } from '../../src/statistics/index.js'
import { tracedWorld } from '../support/worlds.js'

/** Three members a millisecond apart, whose disks take two to sync; work takes none. */
function store(workload: string, rest = '', raft = '{}'): Scenario {
  const text = `version: 1
name: store
horizon: 10m
nodes: { db: { count: 3, disk: { sync: 2ms } } }
network: { default: { latency: 1ms } }
services: { store: { on: db, protocol: { raft: ${raft} }, concurrency: 1000 } }
workload: { users: { to: store, service: 0s, ${workload} } }
${rest}
`
  const { scenario, problems } = loadScenario(text, 'store.yaml')
  if (scenario === null || problems.some(p => p.severity === 'error')) throw new Error(JSON.stringify(problems))
  return scenario
}

function users(scenario: Scenario, trial = 1) {
  const { workloads, groups, services } = runTrial(compile(scenario), scenario.seed, trial)
  return { ...workloads[0], leaps: groups[0].leaps, downtime: services[0].downtime }
}

/** Histograms are right to within 1/256. */
const near = (value: number): number => value / 256

describe('requests to a service that keeps a log', () => {
  it('take a trip to the leader, what the protocol takes, and a trip back', () => {
    // Raft, figure 1: the entry to a follower, its sync and its answer take 4 ms; the leader's own sync is done before.
    const writes = users(store('arrivals: { poisson: 1/s }'))
    expect(writes.failed).toBe(0)
    expect(Math.abs(histogramQuantile(writes.latency, 0.5) - 6000)).toBeLessThanOrEqual(near(6000))
    // Ongaro's thesis, section 6.4: a round of heartbeats confirms that it still leads; with a lease (6.4.1) nothing does.
    // A write is what tells clients who leads: a follower asks the leader and answers itself.
    const reads = users(store('arrivals: { poisson: 1/s }, reads: 99%'))
    expect(reads.failed).toBe(0)
    expect(Math.abs(histogramQuantile(reads.latency, 0.5) - 4000)).toBeLessThanOrEqual(near(4000))
    const leases = users(store('arrivals: { poisson: 1/s }, reads: 99%', '', '{ reads: lease }'))
    expect(Math.abs(histogramQuantile(leases.latency, 0.5) - 2000)).toBeLessThanOrEqual(near(2000))
  })

  it('find a new leader within their time-outs', () => {
    const faults = 'faults: { kill: { at: 10s, for: 20s, crash-leader: store } }'
    const { failed, requests, latency } = users(
      store('arrivals: { poisson: 20/s }, reads: 50%, timeout: 1s, retries: 2', faults),
    )
    expect(requests).toBeGreaterThan(11_000)
    expect(failed).toBe(0)
    expect(histogramQuantile(latency, 1)).toBeGreaterThan(150_000)
  })

  it('fail rather than be carried out twice when their session was forgotten while they were in doubt', () => {
    const { world } = tracedWorld(store('arrivals: { poisson: 20/s }'))
    while (!world.state.requests.some(request => request?.session != null)) world.run(world.now + 1000)
    const r = world.state.requests.findIndex(request => request?.session != null)
    const request = world.state.requests[r]!
    const refused = { kind: 'refused', why: 'no such session' } as const
    const { session } = request
    // Thesis, 6.3: a client whose session is gone opens another for what it surely has not sent before,
    expect(onReply(world, r, request, refused)).toEqual({ kind: 'waits' })
    expect(request.session).toBeNull()
    // and cannot tell whether what it gave up waiting for was carried out.
    Object.assign(request, { session, hops: 0 })
    onSilence(world, request)
    expect(onReply(world, r, request, refused)).toEqual({ kind: 'failed', error: 'refused' })
  })

  it('fail when no leader can be found, and say why', () => {
    const faults = 'faults: { kill: { at: 10s, for: 60s, crash: [db-1, db-2] } }'
    const { failed, errors } = users(
      store('arrivals: { poisson: 20/s }, timeout: 200ms, retries: 3', faults, '{ check-quorum: true }'),
    )
    // A minute of twenty a second, less what is still tried when the others are back.
    expect(failed).toBeGreaterThan(1000)
    expect(failed).toBeLessThan(1300)
    expect(errors.map(({ kind }) => kind).sort()).toEqual(expect.arrayContaining(['no-leader']))
    expect(errors.reduce((sum, { count }) => sum + count, 0)).toBe(failed)
  })

  it('are turned away beyond the backlog of the leader, and come again after their pause', () => {
    const few = '{ backlog: 1 }'
    const { failed, latency } = users(store('arrivals: { poisson: 100/s }, pause: 10ms, timeout: 2s', '', few))
    expect(failed).toBe(0)
    expect(histogramQuantile(latency, 0.9)).toBeGreaterThan(10_000)
    const flood = {
      ...store('arrivals: { poisson: 2000/s }, pause: 10ms, timeout: 50ms', '', few),
      horizon: 10_000_000,
    }
    const { failed: late, errors } = users(flood)
    expect(late).toBeGreaterThan(1000)
    expect(errors.map(({ kind }) => kind)).toContain('busy')
  })

  it('are answered the same where quiet time between them is leapt over', () => {
    const faults = 'faults: { kill: { every: 97s, for: 20s, crash-leader: store } }'
    const rare = (fidelity: 'leap' | 'full') => ({
      ...store('arrivals: { poisson: 6/m }, reads: 50%, timeout: 1s, retries: 2', faults),
      horizon: 3 * 3_600_000_000,
      fidelity,
    })
    const leapt = users(rare('leap'))
    const full = users(rare('full'))
    expect(leapt.leaps).toBeGreaterThan(300)
    expect(full.leaps).toBe(0)
    expect(leapt.requests).toBe(full.requests)
    expect([leapt.failed, full.failed]).toEqual([0, 0])
    for (const p of [0.1, 0.4, 0.6, 0.9]) {
      const [a, b] = [leapt, full].map(({ latency }) => histogramQuantile(latency, p))
      expect(Math.abs(a - b)).toBeLessThanOrEqual(near(a))
    }
    expect(Math.abs(leapt.downtime / full.downtime - 1)).toBeLessThan(0.15)
  })
})
