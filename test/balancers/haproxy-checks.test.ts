import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type HaproxyCheckConfig, haproxyCheck } from '../../src/balancers/index.js'
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
