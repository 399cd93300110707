import { describe, expect, it } from 'vitest'
import {
  type PaxosLockConfig,
  type PaxosLockMessage,
  type PaxosLockState,
  paxosLock,
} from '../../src/protocols/index.js'
import { ProtocolNetwork } from '../support/protocol-network.js'
import { emptyDisk } from '../support/protocol-process.js'
import { expectedTranscript, ProtocolTranscript } from '../support/protocol-transcript.js'
import { diskOf, figure7, figure8, type RaftNetwork, scripted, termsOf } from '../support/raft-figures.js'
import { RaftLaws } from '../support/raft-laws.js'
import { raftMutants } from '../support/raft-mutants.js'

const ms = 1000

function check<C, S, M>(name: string, transcript: ProtocolTranscript<C, S, M>): void {
  const actual = transcript.text()
  expect(actual).toBe(expectedTranscript(new URL(`transcripts/${name}.txt`, import.meta.url), actual))
}

function showLogs(
  network: RaftNetwork,
  transcript: ProtocolTranscript<unknown, unknown, never> | { show(text: string): void },
): void {
  network.members.forEach(({ up }, node) => {
    const { role, term, commitIndex } = network.status(node)
    transcript.show(
      `${node} ${up ? role.padEnd(9) : 'down     '} t${term} log ${termsOf(network, node)} commit ${commitIndex}`,
    )
  })
}

describe('transcripts (UPDATE=1 rewrites them)', () => {
  it('an election, a request, a crash, the next election', () => {
    const timeouts: (number | undefined)[] = [200, 150, 180]
    const network = scripted([diskOf('', 0), diskOf('', 0), diskOf('', 0)], timeouts)
    const transcript = new ProtocolTranscript(
      network,
      'Three servers; links of 1 ms, disks of 0.5 ms, heartbeats of 50 ms.',
    )
    transcript.say('they start; 1 has the shortest timeout, 150 ms')
    network.start()
    network.run(160 * ms)
    transcript.say('a request at a follower, then at the leader')
    network.request(0, 1, 'x')
    network.request(1, 2, 'x')
    network.run(210 * ms)
    transcript.say('the leader crashes')
    network.crash(1)
    network.run(390 * ms)
    transcript.say('it comes back')
    network.restart(1)
    network.run(450 * ms)
    showLogs(network, transcript)
    check('raft-election', transcript)
  })

  it('figure 7: a new leader makes the logs of all followers equal to its own', () => {
    const network = figure7()
    const transcript = new ProtocolTranscript(network, 'Figure 7: 0 leads term 8; 1 to 6 are (a) to (f).')
    network.start()
    showLogs(network, transcript)
    transcript.say('0 asks for votes, leads, and finds for each follower the last entry they share')
    network.run(125 * ms)
    transcript.say('the next heartbeat tells everyone what is committed')
    network.run(160 * ms)
    showLogs(network, transcript)
    for (let node = 0; node < 7; node++) expect(termsOf(network, node)).toBe('11144556668')
    check('raft-figure-7', transcript)
  })

  it('figure 8: an entry of an earlier term is not committed by counting', () => {
    const { network, story } = figure8()
    const transcript = new ProtocolTranscript(
      network,
      'Figure 8 (c) and (d): S1 to S5 are 0 to 4; term 2 is on a majority, and lost.',
    )
    const laws = new RaftLaws(network)
    network.start()
    transcript.say(
      '(c) 0 leads term 4 and replicates its entry of term 2 to 1 and 2, but not yet that of term 4 to anyone',
    )
    network.run(125 * ms)
    showLogs(network, transcript)
    expect([0, 1, 2].map(node => termsOf(network, node))).toEqual(['124', '12', '12'])
    expect(network.status(0).commitIndex).toBe(0)
    transcript.say('(d) 0 crashes; 4 is elected by 1, 2 and 3 and overwrites the entry')
    network.crash(0)
    story.timeouts[4] = 100
    network.crash(4)
    network.restart(4)
    network.run(260 * ms)
    showLogs(network, transcript)
    expect(termsOf(network, 2)).toBe('135')
    expect(laws.broken).toBeNull()
    check('raft-figure-8-d', transcript)
  })

  it('figure 8: with an entry of its own term on a majority, it is', () => {
    const { network, story } = figure8()
    const transcript = new ProtocolTranscript(
      network,
      'Figure 8 (c) and (e): the entry of term 4 reaches a majority as well.',
    )
    story.open = true
    network.start()
    transcript.say('(e) 0 leads term 4 and replicates both entries to 1 and 2')
    network.run(125 * ms)
    showLogs(network, transcript)
    expect(network.status(0).commitIndex).toBe(3)
    transcript.say('0 crashes; 4 cannot win')
    network.crash(0)
    story.timeouts[4] = 100
    network.crash(4)
    network.restart(4)
    network.run(240 * ms)
    showLogs(network, transcript)
    expect(network.status(4).role).toBe('candidate')
    check('raft-figure-8-e', transcript)
  })

  it('figure 8 (d) breaks a law when a leader does count replicas of earlier terms', () => {
    const mutant = raftMutants.find(({ name }) => name === 'a leader commits entries of earlier terms by counting')
    const { network, story } = figure8(mutant)
    const laws = new RaftLaws(network)
    network.start()
    network.run(125 * ms)
    network.crash(0)
    story.timeouts[4] = 100
    network.crash(4)
    network.restart(4)
    network.run(260 * ms)
    expect(laws.broken).toMatch(/lacks committed entry 2/)
  })

  it('a duel of two Paxos proposers, ended by a longer back-off', () => {
    const config: PaxosLockConfig = {
      members: 3,
      heartbeat: 1000 * ms,
      backoff: { kind: 'uniform', low: 0, high: 10 * ms },
      patience: 100 * ms,
    }
    const backoffs = [
      [1, 0, 0, 0],
      [3.4, 0, 0, 20],
    ].map(row => row.map(value => value * ms))
    const network = new ProtocolNetwork<PaxosLockConfig, PaxosLockState, PaxosLockMessage>(paxosLock, config, 3, {
      seed: 'duel',
      latency: { kind: 'constant', value: ms },
      sync: { kind: 'constant', value: ms / 2 },
      disks: [emptyDisk, emptyDisk, emptyDisk],
      draws: (node, name) => (name === 'propose' ? (backoffs[node]?.shift() ?? 500 * ms) : undefined),
      freeze: true,
    })
    const transcript = new ProtocolTranscript(
      network,
      'Members 0 and 1 both want the lock; links of 1 ms, disks of 0.5 ms; ballot = 3 × round + member.',
    )
    network.start()
    network.run(60 * ms)
    for (const node of [0, 1, 2]) {
      const { role, term, leader } = network.status(node)
      transcript.show(`${node} ${role} epoch ${term} holder ${leader}`)
    }
    check('paxos-duel', transcript)
  })
})
