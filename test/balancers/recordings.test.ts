import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { haproxy, nginx, type Policy } from '../../src/balancers/index.js'
import { type Recording, replay } from './replay.js'

interface Recordings<C> {
  readonly version: string
  readonly recordings: readonly Recording<C>[]
}

// Made by test/real/*-record.mjs on the versions that the files name. What luck decides is in haproxy-nginx-luck.test.ts.
hold(haproxy, 'haproxy')
hold(haproxy, 'haproxy-random')
hold(nginx, 'nginx')
hold(nginx, 'nginx-random')

function hold<C, S>(policy: Policy<C, S>, name: string): void {
  const file = new URL(`../real/recordings/${name}.json`, import.meta.url)
  const { version, recordings } = JSON.parse(readFileSync(file, 'utf8')) as Recordings<C>

  describe(`what ${version} did`, () => {
    for (const recording of recordings.filter(({ random }) => !random)) {
      it(recording.name, () => {
        const theirs = recording.steps.map(({ step, result }) => ({ step, result }))
        expect(replay(policy, recording)).toEqual(theirs)
      })
    }
  })
}
