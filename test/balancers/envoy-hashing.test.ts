import { describe, expect, it } from 'vitest'
import { maglevPlaces, ringLookup, ringPoints } from '../../src/balancers/envoy/hash-tables.js'
import { hashShares } from '../../src/balancers/envoy/localities.js'
import { type EnvoyConfig, envoy } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

/** Hosts by weight, in zones of some weights, as the tests of Envoy put them; ports from 90. */
function hosts(weights: readonly number[], zones?: readonly number[], zoneWeights: readonly number[] = []) {
  const servers = weights.map((weight, i) => ({ name: `127.0.0.1:${90 + i}`, weight, zone: `z${zones?.[i] ?? 0}` }))
  const localityWeights = Object.fromEntries(zoneWeights.map((weight, z) => [`z${z}`, weight]))
  const config = { servers, policy: { by: 'maglev' }, ...(zones === undefined ? {} : { localityWeights }) } as const
  const all = weights.map((_, i) => i)
  const shares = hashShares(config, weights, all, all)
  return servers.map(({ name }, i) => ({ key: name, share: shares[i] })).filter(({ share }) => share > 0)
}

// test/extensions/load_balancing_policies/ring_hash/ring_hash_lb_test.cc: names are those of the tests there.
describe('the ring, by the unit tests of Envoy', () => {
  it('HostWeightedTinyRing and LocalityWeightedTinyRing', () => {
    const expected = [
      [92, 928266305478181108n],
      [92, 4443673547860492590n],
      [91, 5583722120771150861n],
      [91, 6311230543546372928n],
      [92, 13444792449719432967n],
      [90, 16117243373044804889n],
    ]
    for (const set of [hosts([1, 2, 3]), hosts([1, 1, 1, 1], [0, 1, 2, 3], [1, 2, 3, 0])]) {
      expect(ringPoints(set, 6, 6).map(([point, i]) => [90 + i, point])).toEqual(expected)
    }
  })

  it('HostAndLocalityWeightedTinyRing', () => {
    const set = hosts([1, 2, 1, 2], [0, 0, 1, 1], [1, 2])
    expect(ringPoints(set, 9, 9).map(([point, i]) => [90 + i, point])).toEqual([
      [92, 928266305478181108n],
      [93, 3851675632748031481n],
      [91, 5583722120771150861n],
      [91, 6311230543546372928n],
      [93, 7700377290971790572n],
      [93, 12559126875973811811n],
      [92, 13444792449719432967n],
      [93, 13784988426630141778n],
      [90, 16117243373044804889n],
    ])
  })

  it.each([
    ['HostWeightedLargeRing', hosts([1, 2, 3]), 6144, 6000, [987, 1932, 3081]],
    [
      'HostAndLocalityWeightedLargeRing',
      hosts([1, 2, 1, 2], [0, 0, 1, 1], [1, 2]),
      9216,
      9000,
      [924, 2009, 2053, 4014],
    ],
    ['LargeFractionalScale', hosts([1, 1]), 1023, 1023, [526, 497]],
  ] as const)('%s', (name, set, size, hashes, hits) => {
    const lookup = ringLookup(set, size, name === 'LargeFractionalScale' ? size : 8_388_608)
    const counts = set.map(() => 0)
    const stride = (2n ** 64n - 1n) / BigInt(hashes)
    for (let i = 0; i < hashes; i++) counts[lookup(BigInt(i) * stride, 0)]++
    expect(counts).toEqual(hits)
  })
})

// test/extensions/load_balancing_policies/maglev/maglev_lb_test.cc.
describe('Maglev, by the unit tests of Envoy', () => {
  it.each([
    ['Weighted', hosts([1, 2]), '10010110111110101'],
    ['LocalityWeightedSameLocalityWeights', hosts([1, 2], [0, 1], [1, 1]), '10010110010100101'],
    ['LocalityWeightedDifferentLocalityWeights', hosts([1, 2, 3], [0, 2, 1], [8, 0, 2]), '10000010010100000'],
  ])('%s', (_name, set, places) => {
    expect([...maglevPlaces(set, 17)].join('')).toBe(places)
  })

  it('LocalityWeightedLopsided: one place for each of the light, the rest for the heavy', () => {
    const weights = new Array<number>(1024).fill(1)
    const zones = weights.map((_, i) => (i === 0 ? 0 : 1))
    const counts = new Array<number>(1024).fill(0)
    const set = hosts(weights, zones, [127, 1]).map((host, i) => ({ ...host, key: `127.0.0.1:${i}` }))
    for (const i of maglevPlaces(set, 65_537)) counts[i]++
    expect(counts[0]).toBe(65_537 - 1023)
    expect(counts.slice(1).every(count => count === 1)).toBe(true)
  })
})

// ZeroLocalityWeights and LocalityWeightedAllZeroLocalityWeights.
it.each(['ring-hash', 'maglev'] as const)('%s finds nobody where no zone has any weight', by => {
  const servers = [{ name: '127.0.0.1:90', weight: 1 }]
  const config: EnvoyConfig = { servers, policy: { by }, localityWeights: {} }
  const request = { id: 0, now: 0, key: 'k', source: [], uri: '/', tried: [] }
  const luck = new SeedTree('envoy').stream('zero')
  expect(envoy.pick(config, envoy.init(config), request, luck)).toEqual({ server: -1, wait: false })
})
