import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type HaproxyCheckConfig, haproxyCheck, type OnError, observeRequest } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

interface Starts {
  readonly config: HaproxyCheckConfig
  readonly servers: number
  /** ms from the first check of the second server to that of each from it on. */
  readonly first: readonly number[]
}

// Made by test/real/checks-starts-record.mjs.
describe('the first checks of HAProxy', () => {
  const file = new URL('../real/recordings/haproxy-checks-starts.json', import.meta.url)
  const { version, recordings } = JSON.parse(readFileSync(file, 'utf8')) as { version: string; recordings: Starts[] }
  const luck = new SeedTree('starts').stream('luck')

  it.each(recordings.map(recording => [JSON.stringify(recording.config), recording] as const))(
    `are spread as ${version} spreads them: %s`,
    (_name, { config, servers, first }) => {
      const ours = Array.from({ length: servers }, (_, i) => haproxyCheck.first(config, i, servers, luck) / 1000)
      for (const [i, theirs] of first.entries()) expect(Math.abs(ours[i + 1] - ours[1] - theirs)).toBeLessThan(25)
    },
  )
})

interface Observed {
  readonly config: HaproxyCheckConfig
  readonly limit: number
  readonly onError: OnError
  /** Of the observed server, which had passed a check: - for an answer of 500, + for one of 200; to the end, or until it was out. */
  readonly course: string
}

// Made by test/real/checks-observe-record.mjs, of eighty requests to two servers in turn.
describe('what HAProxy makes of failed requests', () => {
  const file = new URL('../real/recordings/haproxy-observe.json', import.meta.url)
  const { version, recordings } = JSON.parse(readFileSync(file, 'utf8')) as { version: string; recordings: Observed[] }

  it.each(recordings)(`is what ${version} made: error-limit $limit, on-error $onError, $config`, recording => {
    const { config, limit, onError, course } = recording
    const state = haproxyCheck.init(config)
    haproxyCheck.hear(config, state, { outcome: 'ok' }, new SeedTree('observed').stream('luck'))
    const changes = [...course].map(one => observeRequest(config, state, one === '+', onError, limit).change)
    expect(changes.indexOf('down')).toBe(course.length < 40 ? course.length - 1 : -1)
  })
})

interface Silent {
  readonly config: HaproxyCheckConfig
  /** ms that a check waited for an answer that never came, and from its end to the next. */
  readonly checks: readonly { readonly waited: number; readonly next: number }[]
}

// Made by test/real/checks-silent-record.mjs.
describe('the patience of HAProxy with a server that takes checks and never answers', () => {
  const file = new URL('../real/recordings/haproxy-checks-silent.json', import.meta.url)
  const { version, recordings } = JSON.parse(readFileSync(file, 'utf8')) as { version: string; recordings: Silent[] }

  it.each(recordings)(`is that of ${version}: $config`, ({ config, checks }) => {
    const state = haproxyCheck.init(config)
    for (const { waited, next } of checks) {
      const { wait } = haproxyCheck.hear(config, state, { outcome: 'failed' }, new SeedTree('silent').stream('luck'))
      // The recording machine was busy.
      expect(Math.abs(waited - haproxyCheck.patience(config).answer / 1000)).toBeLessThan(25)
      expect(Math.abs(next - wait / 1000)).toBeLessThan(25)
    }
  })
})
