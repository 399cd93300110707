import { describe, expect, it } from 'vitest'
import {
  type SinglePaxosConfig,
  type SinglePaxosMessage,
  type SinglePaxosState,
  singlePaxos,
  unsafeMultiPaxosQuorums,
  unsafeSinglePaxosQuorums,
} from '../../src/protocols/index.js'
import { count, grid, majority } from '../../src/quorum/index.js'
import { SinglePaxosLaws } from '../support/paxos-single-duels.js'
import { ProtocolNetwork } from '../support/protocol-network.js'

const all = (members: number) => Array.from({ length: members }, (_, member) => member)

/** Members 0 and 3 propose at once, each of them with one neighbour: {0, 1} and {2, 3} do not hear each other. */
function twoSides(prepare: number, accept: number): { broken: string | null; decided: (string | null)[] } {
  const config: SinglePaxosConfig = {
    members: 4,
    heartbeat: 50_000,
    backoff: { kind: 'constant', value: 10_000 },
    patience: 20_000,
    quorums: { prepare: count(all(4), prepare), accept: count(all(4), accept) },
  }
  const network = new ProtocolNetwork<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage>(singlePaxos, config, 4, {
    seed: 'sides',
    latency: { kind: 'constant', value: 1000 },
    sync: { kind: 'constant', value: 500 },
    freeze: true,
  })
  const laws = new SinglePaxosLaws(network)
  network.start()
  network.partition([0, 1], [2, 3])
  laws.ask(0, 1, 'left')
  laws.ask(3, 2, 'right')
  network.run(500_000)
  return { broken: laws.broken, decided: network.members.map(({ state }) => state.decision as string | null) }
}

describe('Flexible Paxos (Howard, Malkhi & Spiegelman 2016)', () => {
  it('counts are safe exactly when |Q1| + |Q2| > N', () => {
    for (let members = 1; members <= 7; members++) {
      for (let q1 = 1; q1 <= members; q1++) {
        for (let q2 = 1; q2 <= members; q2++) {
          const quorums = { prepare: count(all(members), q1), accept: count(all(members), q2) }
          const config = { members, quorums }
          const safe = q1 + q2 > members
          expect(unsafeSinglePaxosQuorums(config) === null, `${q1} and ${q2} of ${members}`).toBe(safe)
          expect(unsafeMultiPaxosQuorums(config) === null, `${q1} and ${q2} of ${members}`).toBe(safe)
        }
      }
    }
  })

  it('quorums of one phase need not meet each other: one row for phase 1, one column for phase 2', () => {
    const rows = [
      [0, 1, 2],
      [3, 4, 5],
    ]
    const quorums = { prepare: grid(rows, 'row'), accept: grid(rows, 'column') }
    expect(unsafeSinglePaxosQuorums({ members: 6, quorums })).toBeNull()
    expect(
      unsafeSinglePaxosQuorums({ members: 6, quorums: { prepare: quorums.prepare, accept: quorums.prepare } }),
    ).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
  })

  it('says which two quorums miss each other', () => {
    const quorums = { prepare: majority(all(4)), accept: count(all(4), 1) }
    expect(unsafeMultiPaxosQuorums({ members: 4, quorums })).toEqual([[0, 1, 2], [3]])
    expect(unsafeMultiPaxosQuorums({ members: 5, voters: [0, 1, 2] })).toBeNull()
  })

  it('with |Q1| + |Q2| = N two values are chosen; with one more, nothing while the sides are apart (the theorem)', () => {
    const unsafe = twoSides(2, 2)
    expect(unsafe.decided).toEqual(['left', 'left', 'right', 'right'])
    expect(unsafe.broken).toMatch(/are chosen|chosen is/)
    expect(twoSides(3, 2)).toEqual({ broken: null, decided: [null, null, null, null] })
    expect(twoSides(2, 3)).toEqual({ broken: null, decided: [null, null, null, null] })
  })
})
