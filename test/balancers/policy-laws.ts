import fc from 'fast-check'
import { expect } from 'vitest'
import { SeedTree, Stream } from '../../src/random/index.js'
import { chiSquare, chiSquareCritical } from '../support/chi-square.js'
import { course, Host } from './policy-host.js'
import type { Subject } from './policy-subjects.js'

// The laws that every policy is held to, with configurations by chance. Each throws where it is broken.

const luck = (name: string) => new SeedTree('policies').stream(name)

/** What is found is told as it was found: nobody reads sixty shrunk courses. */
const plain = { endOnFailure: true } as const

/** It picks who may be picked, and nobody only when nobody may be. */
export function neverEjected(subject: Subject): void {
  fc.assert(
    fc.property(course, ({ weights, steps }) => {
      const host = new Host(subject, weights, luck('usable'))
      for (const one of steps) {
        const picked = host.play(one)
        if (one.what !== 'ask') continue
        const usable = host.usable()
        if (usable.length === 0 ? picked !== -1 : !usable.includes(picked)) expect(usable).toContain(picked)
      }
    }),
    { ...plain, seed: 60, numRuns: 20 },
  )
}

/** The same stream gives the same picks, also to one that goes on from JSON copies of state and stream at every step. */
export function sameStreamSamePicks(subject: Subject): void {
  fc.assert(
    fc.property(course, ({ weights, steps }) => {
      const host = new Host(subject, weights, luck('copy'))
      const twin = new Host(subject, weights, luck('copy'))
      for (const one of steps) {
        twin.state = JSON.parse(JSON.stringify(twin.state))
        twin.stream = Stream.from(twin.stream.state())
        const [copied, original] = [twin.play(one), host.play(one)]
        if (copied !== original) expect(copied).toBe(original)
        if (JSON.stringify(twin.state) !== JSON.stringify(host.state)) expect(twin.state).toEqual(host.state)
      }
      // Nothing in it that JSON would leave out.
      expect(JSON.parse(JSON.stringify(host.state))).toEqual(host.state)
    }),
    { ...plain, seed: 61, numRuns: 8 },
  )
}

const weights = (least: number) => fc.array(fc.integer({ min: 1, max: 6 }), { minLength: least, maxLength: 5 })

/** Long runs of requests, each ended before the next, are shared out by weight; also while one is away, and by new weights. */
export function sharesFollowWeights(subject: Subject): void {
  const n = 500
  fc.assert(
    fc.property(weights(3), fc.nat({ max: 1000 }), (before, which) => {
      const host = new Host(subject, before, luck('shares'))
      const chosen = which % before.length
      shared(subject, host, before, n)
      if (subject.whole === true) return
      host.tell({ kind: 'down', server: chosen, now: host.now })
      shared(
        subject,
        host,
        before.map((weight, i) => (i === chosen ? 0 : weight)),
        n,
      )
      host.tell({ kind: 'up', server: chosen, now: host.now })
      if (subject.fixedWeights === true) return
      const after = before.map((weight, i) => (i === chosen ? 1 + ((weight + 2) % 6) : weight))
      host.tell({ kind: 'weight', server: chosen, weight: after[chosen], now: host.now })
      shared(subject, host, after, n)
    }),
    { ...plain, seed: 62, numRuns: 6 },
  )
}

function shared(subject: Subject, host: Host, of: readonly number[], n: number): void {
  const counts = of.map(() => 0)
  for (let i = 0; i < n; i++) {
    counts[host.ask(`key/${host.id}`)]++
    host.end(0)
    host.now += 1000
  }
  const due = of.map(weight => (subject.shares === 'evenly' ? Math.min(1, weight) : weight))
  const all = due.reduce((sum, weight) => sum + weight, 0)
  const expected = due.map(weight => (n * weight) / all)
  const served = counts.map((count, i) => ({ count, expected: expected[i] })).filter(one => one.expected > 0)
  expect(served.reduce((sum, { count }) => sum + count, 0)).toBe(n)
  const { points } = subject
  if (points === undefined) {
    const chi2 = chiSquare(
      served.map(({ count }) => count),
      i => served[i].expected,
    )
    return expect(chi2).toBeLessThan(chiSquareCritical(Math.max(1, served.length - 1), 1e-6))
  }
  // The part of a ring that so many points have scatters as the square root of their number, and requests besides.
  const squares = served.map(({ count, expected: due }) => {
    const share = due / n
    const variance = 1 / points(share * all, share, served.length) + (1 - share) / due
    return (count / due - 1) ** 2 / variance
  })
  const sum = squares.reduce((total, square) => total + square, 0)
  expect(sum).toBeLessThan(chiSquareCritical(served.length, 1e-4))
}

/** Keys of those that stay are not moved when one leaves, but for a few where a table is built anew; and all come back with it. */
export function movesLittle(subject: Subject): void {
  const keys = 300
  let stayed = 0
  let others = 0
  fc.assert(
    fc.property(weights(2), fc.nat({ max: 1000 }), (of, which) => {
      const host = new Host(subject, of, luck('moves'))
      const owners = () =>
        Array.from({ length: keys }, (_, i) => {
          const owner = host.ask(`key/${i}`)
          host.end(0)
          return owner
        })
      const gone = which % of.length
      const before = owners()
      host.tell({ kind: 'down', server: gone, now: host.now })
      const without = owners()
      expect(without).not.toContain(gone)
      stayed += before.filter((owner, i) => owner !== gone && owner === without[i]).length
      others += before.filter(owner => owner !== gone).length
      host.tell({ kind: 'up', server: gone, now: host.now })
      expect(owners()).toEqual(before)
    }),
    { ...plain, seed: 63, numRuns: 6 },
  )
  expect(stayed / others).toBeGreaterThanOrEqual(subject.keeps ?? 1)
}
