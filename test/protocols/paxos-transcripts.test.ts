import { describe, expect, it } from 'vitest'
import {
  type SinglePaxosConfig,
  type SinglePaxosMessage,
  type SinglePaxosState,
  singlePaxos,
} from '../../src/protocols/index.js'
import { noEntry } from '../../src/protocols/paxos/multi/messages.js'
import { grid } from '../../src/quorum/index.js'
import { command, diskWith, type MultiPaxosNetwork, ms, scriptedPaxos } from '../support/paxos-multi.js'
import { ProtocolNetwork } from '../support/protocol-network.js'
import { expectedTranscript, ProtocolTranscript } from '../support/protocol-transcript.js'

function check<C, S, M>(name: string, transcript: ProtocolTranscript<C, S, M>): void {
  const actual = transcript.text()
  expect(actual).toBe(expectedTranscript(new URL(`transcripts/${name}.txt`, import.meta.url), actual))
}

function showAll(network: MultiPaxosNetwork, transcript: { show(text: string): void }): void {
  network.members.forEach(({ up }, node) => {
    if (!up) {
      transcript.show(`${node} down`)
      return
    }
    const { role, term, commitIndex, lastIndex, serving } = network.status(node)
    const where = `b${term} chosen ${commitIndex} of ${lastIndex}${serving ? ' serving' : ''}`
    transcript.show(`${node} ${role.padEnd(9)} ${where}`)
  })
}

describe('transcripts of Paxos (UPDATE=1 rewrites them)', () => {
  it('single decree: a duel of three proposers, until two of them back off for longer', () => {
    const config: SinglePaxosConfig = {
      members: 3,
      heartbeat: 1000 * ms,
      backoff: { kind: 'uniform', low: 0, high: 20 * ms },
      patience: 100 * ms,
    }
    const backoffs = [
      [0, 0, 0, 0],
      [0, 0, 20],
      [0, 40],
    ].map(row => row.map(value => value * ms))
    const network = new ProtocolNetwork<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage>(
      singlePaxos,
      config,
      3,
      {
        seed: 'duel',
        latency: { kind: 'constant', value: ms },
        sync: { kind: 'constant', value: ms / 2 },
        draws: (node, name) => (name === 'backoff' ? (backoffs[node]?.shift() ?? 500 * ms) : undefined),
        freeze: true,
      },
    )
    const transcript = new ProtocolTranscript(
      network,
      'Each member is asked for another value; links of 1 ms, disks of 0.5 ms; ballot = 3 × round + member.',
    )
    network.start()
    network.at(5 * ms, () => network.request(0, 1, 'zero'))
    network.at(7.4 * ms, () => network.request(1, 2, 'one'))
    network.at(9.8 * ms, () => network.request(2, 3, 'two'))
    network.run(80 * ms)
    const decisions = network.members.map(({ state }) => JSON.stringify(state.decision))
    for (const [node, decision] of decisions.entries()) transcript.show(`${node} knows ${decision}`)
    expect(new Set(decisions).size).toBe(1)
    check('paxos-single-duel', transcript)
  })

  it('a new leader fills gaps with no-ops (Lamport 2001, section 3: 1–134, 138 and 139)', () => {
    const known = [noEntry, noEntry, noEntry, command(1, 'c138'), command(1, 'c139')]
    const reported = [command(1, 'c135'), noEntry, noEntry, noEntry, command(1, 'c139'), command(2, 'c140')]
    const disks = [diskWith(1, 134, known), diskWith(2, 134, reported), diskWith(1, 134, [])]
    const network = scriptedPaxos({ members: 3 }, [[5], [], []], { disks })
    const transcript = new ProtocolTranscript(
      network,
      '0 knows 1–134, 138 and 139; 1 has accepted 135 and 140 besides.',
    )
    network.restart(0)
    network.restart(1)
    network.run(14 * ms)
    showAll(network, transcript)
    transcript.say('the last comes back, and is brought up to date')
    network.restart(2)
    network.run(30 * ms)
    showAll(network, transcript)
    check('paxos-gaps', transcript)
  })

  it('a member that was away catches up by a snapshot', () => {
    const network = scriptedPaxos({ members: 3, snapshotEvery: 4, batch: 2 }, [[5], [], []])
    const transcript = new ProtocolTranscript(
      network,
      '2 is down while 0 leads; a snapshot every 4 slots, nothing is kept.',
    )
    network.restart(0)
    network.restart(1)
    network.run(12 * ms)
    for (let n = 1; n <= 6; n++) network.request(0, n, { key: 'a', value: n })
    network.run(19 * ms)
    showAll(network, transcript)
    transcript.say('2 comes up')
    network.restart(2)
    network.run(46 * ms)
    showAll(network, transcript)
    expect(network.status(2).commitIndex).toBe(7)
    check('paxos-snapshot', transcript)
  })

  it('a grid: a row of three begins a ballot, a column of two chooses', () => {
    const rows = [
      [0, 1, 2],
      [3, 4, 5],
    ]
    const quorums = { prepare: grid(rows, 'row'), accept: grid(rows, 'column') }
    const network = scriptedPaxos({ members: 6, quorums }, [[5], [], [], [], [], []])
    const transcript = new ProtocolTranscript(
      network,
      'Rows {0, 1, 2} and {3, 4, 5}; 3, 4 and 5 are down, and 3 comes back.',
    )
    for (const node of [0, 1, 2]) network.restart(node)
    network.run(12 * ms)
    transcript.say('the upper row is enough for phase 1, and no column is there for phase 2')
    showAll(network, transcript)
    network.restart(3)
    network.run(20 * ms)
    network.request(0, 1, 'x')
    network.run(25 * ms)
    transcript.say('with 3 there is a column: 0 and 3')
    showAll(network, transcript)
    expect(network.status(0).commitIndex).toBe(2)
    check('paxos-grid', transcript)
  })
})
