import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { haproxy, nginx, type Policy } from '../../src/balancers/index.js'
import { type Recording, replay } from './replay.js'

interface Recordings<C> {
  readonly version: string
  readonly recordings: readonly Recording<C>[]
}

// Made by test/real/*-record.mjs on the versions that the files name.
hold(haproxy, 'haproxy')
hold(haproxy, 'haproxy-random')
hold(nginx, 'nginx')
hold(nginx, 'nginx-random')

function hold<C, S>(policy: Policy<C, S>, name: string): void {
  const file = new URL(`../real/recordings/${name}.json`, import.meta.url)
  const { version, recordings } = JSON.parse(readFileSync(file, 'utf8')) as Recordings<C>

  describe(`what ${version} did`, () => {
    for (const recording of recordings) {
      if (recording.random) it(`${recording.name}, by its shares`, () => holdShares(policy, recording))
      else
        it(recording.name, () => {
          const theirs = recording.steps.map(({ step, result }) => ({ step, result }))
          expect(replay(policy, recording)).toEqual(theirs)
        })
    }
  })
}

function holdShares<C, S>(policy: Policy<C, S>, recording: Recording<C>): void {
  // Luck decides where an open request goes: one with the same luck there is taken.
  const placedAlike = (luck: number) =>
    replay(policy, recording, luck).every(
      ({ step, result }, i) => step[0] === 'picks' || result === recording.steps[i].result,
    )
  const luck = [...Array(30).keys()].find(placedAlike)
  const ours = replay(policy, recording, luck)
  for (const [i, { step, result }] of recording.steps.entries()) {
    if (step[0] !== 'picks') expect(ours[i].result).toEqual(result)
    // The 99.99 % point of chi-square with 3 degrees of freedom, the most there are here.
    else expect(twoSamples(String(ours[i].result), String(result))).toBeLessThan(21.1)
  }
}

/** Chi-square of two samples of letters. */
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
