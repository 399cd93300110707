import { describe, expect, it } from 'vitest'
import {
  type Stored,
  type ZabConfig,
  type ZabMessage,
  type ZabState,
  zab,
  zooKeeperTimes,
} from '../../src/protocols/index.js'
import { zxidText } from '../../src/protocols/zab/zxid.js'
import { ProtocolNetwork } from '../support/protocol-network.js'
import { emptyDisk } from '../support/protocol-process.js'
import { expectedTranscript, ProtocolTranscript } from '../support/protocol-transcript.js'
import { zabDisk } from '../support/zab-process.js'

const ms = 1000
type Network = ProtocolNetwork<ZabConfig, ZabState, ZabMessage>
type Transcript = ProtocolTranscript<ZabConfig, ZabState, ZabMessage>

/** ZooKeeper's own times; links of 1 ms, disks of 0.5 ms. Lives are told apart by numbers that a test can write down. */
function ensemble(disks: readonly Stored[], more: Partial<ZabConfig> = {}): Network {
  const members = disks.length
  return new ProtocolNetwork<ZabConfig, ZabState, ZabMessage>(zab, { members, ...zooKeeperTimes, ...more }, members, {
    seed: 'transcript',
    latency: { kind: 'constant', value: ms },
    sync: { kind: 'constant', value: ms / 2 },
    disks,
    freeze: true,
  })
}

function showLogs(network: Network, transcript: Transcript): void {
  network.members.forEach(({ up, disk }, node) => {
    const { role, term, commitIndex } = up ? network.status(node) : { role: 'down', term: '-', commitIndex: '-' }
    const { dropped, log } = disk
    const names = (log as unknown as { epoch: number; counter: number }[]).map(zxidText)
    const before = dropped > 0 ? [`(${dropped} in a snapshot)`] : []
    transcript.show(
      `${node} ${role.padEnd(9)} epoch ${term} disk ${[...before, ...names].join(' ')} commit ${commitIndex}`,
    )
  })
}

function check(name: string, transcript: Transcript): void {
  const actual = transcript.text()
  expect(actual).toBe(expectedTranscript(new URL(`transcripts/zab-${name}.txt`, import.meta.url), actual))
}

const isServing = (network: Network, node: number) => () => network.members[node].up && network.status(node).serving

/** Three that follow 2, which has committed `a`; nothing of it is told. */
function established(more: Partial<ZabConfig> = {}): Network {
  const network = ensemble([emptyDisk, emptyDisk, emptyDisk], more)
  network.start()
  network.run(5000 * ms, isServing(network, 2))
  network.request(2, 1, 'a')
  network.run(network.now + 100 * ms)
  return network
}

describe('transcripts (UPDATE=1 rewrites them)', () => {
  it('an election of five from scratch: votes, an epoch, the history of the most recent', () => {
    const disks = [
      zabDisk(1, 1, '1.1'),
      zabDisk(2, 2, '1.1'),
      zabDisk(2, 2, '1.1 2.1'),
      zabDisk(1, 1, '1.1 1.2'),
      zabDisk(0, 0),
    ]
    const network = ensemble(disks)
    const transcript: Transcript = new ProtocolTranscript(
      network,
      'Five processes; 2 has the highest epoch and the longest history of it. Links of 1 ms, disks of 0.5 ms.',
    )
    showLogs(network, transcript)
    transcript.say('each votes for itself; all come to vote for 2; 200 ms pass without a better vote')
    network.start()
    network.run(206 * ms)
    transcript.say('they connect; 2 finds an epoch later than any; each gets what it lacks')
    expect(network.run(300 * ms, isServing(network, 2))).toBe(true)
    transcript.say('the others hear that they are up to date')
    network.run(network.now + 2 * ms)
    showLogs(network, transcript)
    for (const { disk } of network.members) expect(disk.log).toEqual(disks[2].log)
    check('election', transcript)
  })

  it('TRUNC: what an old leader proposed and nobody acknowledged is gone', () => {
    const network = established()
    const transcript: Transcript = new ProtocolTranscript(
      network,
      '0, 1 and 2 follow 2, which has committed one transaction.',
    )
    transcript.say('2 is cut off and proposes b and c')
    network.partition([2], [0, 1])
    network.request(2, 2, 'b')
    network.request(2, 3, 'c')
    network.run(network.now + 5 * ms)
    showLogs(network, transcript)
    transcript.say('2 crashes; when its silence has lasted 10 s, the others elect 1')
    network.crash(2)
    network.heal()
    expect(network.run(network.now + 60_000 * ms, isServing(network, 1))).toBe(true)
    transcript.say('2 comes back')
    network.restart(2)
    network.run(network.now + 15 * ms)
    showLogs(network, transcript)
    expect(network.members[2].disk.log).toEqual(network.members[1].disk.log)
    expect(network.status(2)).toMatchObject({ leader: 1, lastIndex: 1, commitIndex: 1 })
    check('trunc', transcript)
  })

  it('DIFF: a follower that was away gets what it missed', () => {
    const network = established()
    network.crash(0)
    for (const [i, command] of ['b', 'c'].entries()) network.request(2, 2 + i, command)
    network.run(network.now + 100 * ms)
    const transcript: Transcript = new ProtocolTranscript(network, '0 was down while b and c were committed.')
    showLogs(network, transcript)
    transcript.say('0 comes back')
    network.restart(0)
    network.run(network.now + 16 * ms)
    showLogs(network, transcript)
    expect(network.status(0)).toMatchObject({ leader: 2, commitIndex: 3 })
    check('diff', transcript)
  })

  it('SNAP: a follower that was away for long gets a snapshot', () => {
    const network = established({ committedLog: 2, snapshotEvery: 4 })
    network.crash(0)
    for (const [i, command] of [...'bcdefgh'].entries()) network.request(2, 2 + i, command)
    network.run(network.now + 100 * ms)
    const transcript: Transcript = new ProtocolTranscript(
      network,
      '0 was down for seven transactions; the others keep two before a snapshot.',
    )
    showLogs(network, transcript)
    transcript.say('0 comes back')
    network.restart(0)
    network.run(network.now + 16 * ms)
    showLogs(network, transcript)
    expect(network.status(0)).toMatchObject({ leader: 2, commitIndex: 8 })
    check('snap', transcript)
  })

  it('a joiner while broadcast goes on', () => {
    const network = established()
    network.crash(0)
    network.run(network.now + 10 * ms)
    const transcript: Transcript = new ProtocolTranscript(
      network,
      '0 joins 2, which is asked for b, c and d meanwhile.',
    )
    network.restart(0)
    for (const [i, command] of ['b', 'c', 'd'].entries()) {
      network.at(network.now + (8 + 1.5 * i) * ms, () => network.request(2, 2 + i, command))
    }
    network.run(network.now + 24 * ms)
    showLogs(network, transcript)
    expect(network.status(0)).toMatchObject({ leader: 2, commitIndex: 4, lastIndex: 4 })
    check('joiner', transcript)
  })
})
