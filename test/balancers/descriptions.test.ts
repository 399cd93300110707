import { describe, expect, it } from 'vitest'
import { filled, healthChecks, type Kind, type Options, policies, policyNamed } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

const ok = { outcome: 'ok', status: 200, latency: 5000 } as const
const bad = { outcome: 'refused', status: 0, latency: 10 } as const

/** What a configuration must bring, since it has no meaning left out. */
const needed: Record<string, object> = {
  'zone-aware': { here: '', clientsHere: 1 },
  subset: { client: 0, size: 20 },
  haproxy: { balance: { by: 'roundrobin' } },
  nginx: { method: 'round-robin' },
  envoy: { policy: { by: 'round-robin' } },
  grpc: { policy: { by: 'pick_first' } },
}

function walk(options: Options, see: (kind: Kind & { about: string; source: string }) => void): void {
  for (const option of Object.values(options)) {
    see(option)
    if (option.type === 'group') walk(option.options, see)
    if (option.type === 'one-of') for (const { options: inside } of Object.values(option.cases)) walk(inside, see)
  }
}

describe('descriptions', () => {
  it('have names of their own and are found by them', () => {
    const names = policies.map(({ description }) => description.name)
    expect(new Set(names).size).toBe(names.length)
    for (const { description, policy } of policies) {
      expect(policy.name).toBe(description.name)
      expect(policyNamed(description.name)?.policy).toBe(policy)
    }
    expect(policyNamed('no such thing')).toBeNull()
  })

  it('are plain data, say what and whence, and have defaults within their ranges', () => {
    for (const { description } of [...policies, ...healthChecks]) {
      expect(JSON.parse(JSON.stringify(description))).toEqual(description)
      const server = 'server' in description ? (description.server as Options) : {}
      walk({ ...description.options, ...server }, kind => {
        expect(kind.about.length).toBeGreaterThan(3)
        expect(kind.source.length).toBeGreaterThan(2)
        if ((kind.type === 'whole' || kind.type === 'number') && kind.default !== null) {
          expect(kind.default).toBeGreaterThanOrEqual(kind.least)
          expect(kind.default).toBeLessThanOrEqual(kind.most ?? Infinity)
        }
        if (kind.type === 'choice' && kind.default !== null) expect(kind.choices).toContain(kind.default)
        if (kind.type === 'one-of') expect(Object.keys(kind.cases)).toContain(kind.default)
      })
    }
  })

  // What a policy does when an option is left out is what the description says that it does.
  it.each(policies.map(described => [described.description.name, described] as const))(
    'of %s: defaults written out change nothing',
    (name, { policy, description }) => {
      const play = (spelt: boolean) => {
        const servers = [1, 2, 3].map((weight, i) => ({
          ...{ name: `10.0.0.${i}:80`, weight },
          ...(spelt ? filled(description.server) : {}),
        }))
        const config = { servers, ...(spelt ? filled(description.options) : needed[name]) }
        const state = policy.init(config)
        const luck = new SeedTree('described').stream(name)
        return Array.from({ length: 300 }, (_, id) => {
          const now = 1e6 + id * 50_000
          const request = { id, now, key: `k${id}`, source: [10, 0, id % 256, 1], uri: `/${id}?q`, tried: [] }
          const { server } = policy.pick(config, state, request, luck)
          if (server === -1) policy.tell(config, state, { kind: 'gone', id, now })
          else {
            policy.tell(config, state, { kind: 'sent', server, id, now })
            const ending = id % 7 === 3 ? bad : ok
            policy.tell(config, state, { kind: 'ended', server, id, now: now + 1000, ending, again: false })
          }
          return server
        })
      }
      expect(play(true)).toEqual(play(false))
    },
  )
})
