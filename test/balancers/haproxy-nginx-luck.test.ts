import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { haproxyFullHash } from '../../src/balancers/hashes/integer-mix.js'
import { type HaproxyConfig, haproxy, type NginxConfig, nginx, type Policy } from '../../src/balancers/index.js'
import { type Recording, replay } from './replay.js'

/** The 99.9 % points of chi-square with 1, 2 and 3 degrees of freedom. */
const critical = [10.828, 13.816, 16.266]

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

/** Of a sample against what is predicted; who is never to be picked must not be. */
function holdTo(shares: readonly number[], picks: string): void {
  const counts = shares.map((_, i) => picks.split(i.toString(36)).length - 1)
  expect(sum(counts)).toBe(picks.length)
  const possible = shares.flatMap((share, i) => (share > 0 ? [{ count: counts[i], hoped: share * picks.length }] : []))
  expect(sum(possible.map(({ count }) => count))).toBe(picks.length)
  const chi2 = sum(possible.map(({ count, hoped }) => (count - hoped) ** 2 / hoped))
  expect(chi2).toBeLessThan(critical[possible.length - 2])
}

/** What a draw is: uniform over 32 bits, and the nearest point of the ring has it (`chash_get_server_hash`, lb_chash.c). */
function shareOfRing({ servers }: HaproxyConfig): number[] {
  const points = servers
    .flatMap(({ weight }, i) =>
      Array.from({ length: 16 * weight }, (_, j) => ({ at: haproxyFullHash((i + 1) * 4096 + j), i })),
    )
    .sort((a, b) => a.at - b.at)
  const shares = servers.map(() => 0)
  for (const [k, { i }] of points.entries()) {
    const before = points.at(k - 1)?.at ?? 0
    // Half of the way to either neighbour.
    const after = points[(k + 1) % points.length].at
    shares[i] += ((after - before) >>> 0 || 2 ** 32) / 2 / 2 ** 32
  }
  return shares
}

/** The last of some draws stands unless it is more loaded than the best before (`get_server_rnd`, backend.c). */
function haproxyShares(config: HaproxyConfig, loaded: number): number[] {
  const shares = shareOfRing(config)
  const draws = config.balance.by === 'random' ? (config.balance.draws ?? 2) : 1
  if (loaded === -1) return shares
  const all = shares[loaded] ** draws
  return shares.map((share, i) => (i === loaded ? all : (share * (1 - all)) / (1 - shares[loaded])))
}

/** Of two different draws the second stands unless it is more loaded (`ngx_http_upstream_get_random2_peer`). */
function nginxShares({ servers, method }: NginxConfig, loaded: number): number[] {
  const total = sum(servers.map(({ weight }) => weight))
  const shares = servers.map(({ weight }) => weight / total)
  if (method === 'random') return shares
  return shares.map((share, i) => {
    if (i === loaded) return 0
    const second = sum(shares.map((first, k) => (k === i ? 0 : (first * share) / (1 - first))))
    return second + (loaded === -1 ? 0 : (share * shares[loaded]) / (1 - share))
  })
}

hold(haproxy, 'haproxy', haproxyShares)
hold(nginx, 'nginx', nginxShares)

function hold<C, S>(policy: Policy<C, S>, name: string, predicted: (config: C, loaded: number) => number[]): void {
  const file = new URL(`../real/recordings/${name}.json`, import.meta.url)
  const { version, recordings } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string
    recordings: Recording<C>[]
  }
  for (const recording of recordings.filter(({ random }) => random)) {
    const byName = `${recording.name}: as often as predicted`
    it(`${byName}, ${version}`, () => holdSteps(recording.steps, recording.config))
    it(`${byName}, ours`, () => holdSteps(replay(policy, recording, 7), recording.config))
  }

  function holdSteps(steps: readonly { readonly step: readonly unknown[]; readonly result?: unknown }[], config: C) {
    let loaded = -1
    for (const { step, result } of steps) {
      if (step[0] === 'open') loaded = result as number
      else holdTo(predicted(config, loaded), String(result))
    }
  }
}
