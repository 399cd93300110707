import { describe, expect, it } from 'vitest'
import type { RaftConfig } from '../../src/protocols/index.js'
import { configOf, disk, elected, logOf, type Member, memberOf } from '../support/raft-member.js'

// Ongaro & Ousterhout 2014, figure 7: the logs that a new leader may find, and section 5.3: whatever they are, it makes them
// equal to its own, and never the other way round.

const leaders = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
const followers: [name: string, terms: number[]][] = [
  ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
  ['b', [1, 1, 1, 4]],
  ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
  ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
  ['e', [1, 1, 1, 4, 4, 4, 4]],
  ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
]

/** Carries all messages between the two until there are none; how many the leader sent. */
function talk(leader: Member, follower: Member): number {
  let sent = 0
  let toFollower = leader.fire('heartbeat').sent
  while (toFollower.length > 0) {
    const back = []
    for (const { to, message } of toFollower) {
      if (to !== follower.self) continue
      sent += 1
      back.push(...follower.hear(leader.self, message).sent, ...follower.sync().sent)
    }
    toFollower = back.flatMap(({ message }) => leader.hear(follower.self, message).sent)
  }
  return sent
}

function meet(terms: readonly number[], more: Partial<RaftConfig>): { leader: Member; follower: Member; sent: number } {
  const config = configOf(3, more)
  // Its last term is 7, so that it leads in term 8, as in the figure.
  const leader = elected(config, disk(7, logOf(...leaders)))
  const follower = memberOf(config, 1, disk(7, logOf(...terms)))
  return { leader, follower, sent: talk(leader, follower) }
}

describe('figure 7', () => {
  for (const backtracking of ['by-one', 'by-term'] as const) {
    for (const [name, terms] of followers) {
      it(`${name}, looking back ${backtracking}: the follower's log becomes the leader's`, () => {
        const { leader, follower } = meet(terms, { backtracking })
        expect(leader.status.term).toBe(8)
        expect(follower.state.log.map(({ term }) => term)).toEqual([...leaders, 8])
        expect(follower.state.log).toEqual(leader.state.log)
        expect(follower.disk.log).toEqual(leader.disk.log)
      })
    }
  }

  it('looking back by terms takes f, which has two terms of its own, fewer messages than one an entry', () => {
    const [, f] = followers[5]
    const { sent: byOne } = meet(f, { backtracking: 'by-one' })
    const { sent: byTerm } = meet(f, { backtracking: 'by-term' })
    // The last entry shared is the third; the leader asks first about the tenth.
    expect(byOne).toBeGreaterThanOrEqual(10 - 3)
    expect(byTerm).toBeLessThan(byOne)
  })
})
