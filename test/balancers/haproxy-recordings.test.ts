import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { HaproxyConfig } from '../../src/balancers/haproxy/config.js'
import { haproxy } from '../../src/balancers/haproxy/haproxy.js'
import { type Recording, replay } from './replay.js'

const { version, recordings } = JSON.parse(
  readFileSync(new URL('../real/recordings/haproxy.json', import.meta.url), 'utf8'),
) as { version: string; recordings: Recording<HaproxyConfig>[] }

// Made by test/real/haproxy-record.mjs on the version that the file names.
describe(`what ${version} did`, () => {
  for (const recording of recordings.filter(({ random }) => !random)) {
    it(recording.name, () => {
      const ours = replay(haproxy, recording)
      expect(ours).toEqual(recording.steps.map(({ step, result }) => ({ step, result })))
    })
  }

  for (const recording of recordings.filter(({ random }) => random)) {
    it(`${recording.name}, by its shares`, () => {
      // Luck decides where an open request goes: one with the same luck there is taken.
      const placedAlike = (luck: number) =>
        replay(haproxy, recording, luck).every(
          ({ step, result }, i) => step[0] === 'picks' || result === recording.steps[i].result,
        )
      const luck = [...Array(30).keys()].find(placedAlike)
      const ours = replay(haproxy, recording, luck)
      for (const [i, { step, result }] of recording.steps.entries()) {
        if (step[0] !== 'picks') expect(ours[i].result).toEqual(result)
        else expect(twoSamples(String(ours[i].result), String(result))).toBeLessThan(21.1)
      }
    })
  }
})

/** Chi-square of two samples of letters; 21.1 is the 99.99 % point at 3 degrees of freedom, the most there are here. */
function twoSamples(a: string, b: string): number {
  const letters = [...new Set(a + b)].sort((x, y) => (x < y ? -1 : 1))
  let sum = 0
  for (const letter of letters) {
    const [x, y] = [a, b].map(text => text.split(letter).length - 1)
    const [p, q] = [Math.sqrt(b.length / a.length), Math.sqrt(a.length / b.length)]
    sum += (p * x - q * y) ** 2 / (x + y)
  }
  return sum
}
