import { describe, expect, it } from 'vitest'
import { filled, type Policy, policies, runTimeWeights } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

const servers = 4
const requests = 800
/** So many are in flight at a time: who deals by load has to see some. */
const inFlight = 13

/** The share of server 0 among four, where it is told a weight after its first one of 1. */
function shareOf(policy: Policy<object, object>, config: object, weight: number | null): number {
  const luck = new SeedTree('run-time weights').stream(policy.name)
  const state = policy.init(config)
  if (weight !== null) policy.tell(config, state, { kind: 'weight', server: 0, weight, now: 0 })
  const open: { id: number; server: number }[] = []
  let sent = 0
  for (let id = 1; id <= requests; id++) {
    const now = id * 10_000
    const key = String(luck.uint32())
    const request = { id, now, key, source: [10, 0, luck.below(256), luck.below(256)], uri: `/${key}`, tried: [] }
    const { server } = policy.pick(config, state, request, luck)
    policy.tell(config, state, { kind: 'sent', server, id, now })
    if (server === 0) sent++
    open.push({ id, server })
    if (open.length <= inFlight) continue
    const oldest = open.shift() ?? { id, server }
    const report = { inFlight: 0, latency: 1000, utilization: 0.1, rate: 100, errors: 0 }
    policy.tell(config, state, { kind: 'load', server: oldest.server, report, now: now + 1000 })
    const ending = { outcome: 'ok', status: 200, latency: 1000 } as const
    policy.tell(config, state, { kind: 'ended', ...oldest, now: now + 1000, ending, again: false })
  }
  return sent / requests
}

const cases = policies.flatMap(({ policy, description: { name, options, server } }) => {
  const plain = filled(options)
  const all = Array.from({ length: servers }, (_, i) => ({
    ...{ name: `10.0.0.${i}:80`, weight: 1 },
    ...filled(server ?? {}),
  }))
  const forms: object[] = [{}]
  if (name === 'haproxy') {
    for (const by of ['static-rr', 'leastconn', 'random']) forms.push({ balance: { by } })
    for (const type of ['map-based', 'consistent']) forms.push({ balance: { by: 'source', type } })
  }
  if (name === 'nginx')
    for (const method of ['least-conn', 'random', 'hash', 'hash-consistent', 'ip-hash']) forms.push({ method })
  if (name === 'rendezvous') forms.push({ lots: 'pymemcache' })
  if (name === 'grpc') for (const by of ['round_robin', 'ring_hash']) forms.push({ policy: { by } })
  return forms.map(form => ({ name, form: JSON.stringify(form), policy, config: { ...plain, ...form, servers: all } }))
})

describe('a weight told at run time', () => {
  it.each(cases)('is taken or not as the policy does: $name $form', ({ name, policy, config }) => {
    const kind = runTimeWeights(name, config)
    const before = shareOf(policy, config, null)
    const after = shareOf(policy, config, 10)
    // Ten of thirteen by weight; two choices of which one is ten times as heavy come to half and more.
    if (kind === 'taken') expect(after).toBeGreaterThan(Math.max(0.45, 1.5 * before))
    else expect(after).toBe(before)
    expect(shareOf(policy, config, 0)).toBe(0)
  })
})
