import { describe, expect, it } from 'vitest'
import { newChannel, receive, repeat, say } from '../../src/protocols/zab/channel.js'
import type { Packet, Segment, ZabMessage } from '../../src/protocols/zab/messages.js'
import type { Asked } from '../support/protocol-process.js'
import {
  follower,
  kindsIn,
  leader,
  Peer,
  vote,
  votesIn,
  zabConfig,
  zabDisk,
  zabProcess,
} from '../support/zab-process.js'

/**
 * Connections as TCP gives them, RFC 9293 and RFC 6298 (which the paper asks for in section II: FIFO channels), and as
 * `QuorumCnxManager` uses them for votes.
 */
const config = zabConfig()
const commit = (index: number): Packet => ({ packet: 'COMMIT', index })
const data = (number: number, heard = 0): Segment => {
  return { type: 'data', link: 1, grant: 1, heard, number, body: commit(number) }
}

/** One end of a connection with peer 1, and what it asks. */
function end() {
  const channel = newChannel({ link: 1, grant: 1 })
  const sent: ZabMessage[] = []
  const timers: { name: string; value: number }[] = []
  const cancelled: string[] = []
  const out = {
    send: (_to: number, message: ZabMessage) => sent.push(message),
    after: (name: string, law: { value?: number }) => timers.push({ name, value: law.value ?? 0 }),
    cancel: (name: string) => cancelled.push(name),
  } as unknown as Parameters<typeof say>[2]
  const take = (segment: Segment) =>
    receive(config, channel, out, 1, segment).map(body => 'index' in body && body.index)
  return { channel, sent, timers, cancelled, out, take }
}

describe('a connection', () => {
  it('hands over in order, once, whatever way the segments come', () => {
    const { take } = end()
    expect([3, 1, 1, 4, 2, 3, 5].map(number => take(data(number)))).toEqual([[], [1], [], [], [2, 3, 4], [], [5]])
  })

  it('repeats what is not acknowledged, and waits twice as long each time (RFC 6298, 5.5)', () => {
    const { channel, out, sent, timers } = end()
    say(config, channel, out, 1, commit(1))
    say(config, channel, out, 1, commit(2))
    for (let n = 0; n < 3; n++) repeat(config, channel, out, 1)
    expect(sent).toHaveLength(2 + 3 * 2)
    expect(timers.map(({ value }) => value)).toEqual([200_000, 400_000, 800_000, 1_600_000])
  })

  it('stops when all is acknowledged, by whatever comes back', () => {
    for (const type of ['heard', 'ping'] as const) {
      const { channel, out, take, cancelled } = end()
      say(config, channel, out, 1, commit(1))
      take({ type, link: 1, grant: 1, heard: 1 })
      expect(channel.unheard).toEqual([])
      expect(cancelled).toContain('repeat-1')
    }
  })

  it('acknowledges with what it says anyway, and alone only after a while (RFC 9293, 3.8.6.3)', () => {
    const { channel, out, take, sent, timers, cancelled } = end()
    take(data(1))
    expect(sent).toEqual([])
    expect(timers).toEqual([{ name: 'acknowledge-1', value: 40_000 }])
    say(config, channel, out, 1, commit(7))
    expect(sent).toMatchObject([{ type: 'data', heard: 1 }])
    expect(cancelled).toContain('acknowledge-1')
  })

  it('has no more under way than the other end holds, and goes on as it is acknowledged (RFC 9293, 3.8.6)', () => {
    const { channel, out, sent, take } = end()
    for (let index = 1; index <= 400; index++) say(config, channel, out, 1, commit(index))
    const numbers = () => sent.splice(0).map(message => message.type === 'data' && message.number)
    expect(numbers()).toEqual(Array.from({ length: 256 }, (_, n) => n + 1))
    take({ type: 'heard', link: 1, grant: 1, heard: 3 })
    expect(numbers()).toEqual([257, 258, 259])
    take({ type: 'heard', link: 1, grant: 1, heard: 256 })
    expect(numbers()).toEqual(Array.from({ length: 400 - 259 }, (_, n) => n + 260))
  })

  it('after a loss begins with few, and doubles as they are acknowledged (RFC 5681, 3.1)', () => {
    const { channel, out, sent, take, timers } = end()
    for (let index = 1; index <= 100; index++) say(config, channel, out, 1, commit(index))
    const numbers = () => sent.splice(0).map(message => message.type === 'data' && message.number)
    const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => n + first)
    numbers()
    repeat(config, channel, out, 1)
    expect(numbers()).toEqual(from(1, 16))
    const armed = timers.length
    take({ type: 'heard', link: 1, grant: 1, heard: 16 })
    expect(numbers()).toEqual(from(17, 48))
    // What the other end held all the time goes no more.
    take({ type: 'heard', link: 1, grant: 1, heard: 60 })
    expect(numbers()).toEqual(from(61, 100))
    expect(timers.slice(armed).map(({ value }) => value)).toEqual([200_000, 200_000])
  })

  it('acknowledges at once what it had already: its acknowledgement was lost', () => {
    const { take, sent } = end()
    take(data(1))
    take(data(1))
    expect(sent).toEqual([{ type: 'heard', link: 1, grant: 1, heard: 1 }])
  })
})

const resets = ({ sent }: Asked<ZabMessage>) =>
  sent.filter(({ message }) => message.type === 'reset').map(({ to }) => to)

describe('connections of a leader', () => {
  it('are refused by one that does not lead, and tried again, five times in all', () => {
    const process = zabProcess(0, zabDisk(1, 1))
    expect(resets(process.hear(1, { type: 'connect', link: 9, grant: 0 }))).toEqual([1])
    process.hear(2, vote(2, 1, '1.1'))
    process.fire('finalize')
    process.hear(2, { type: 'reset', link: 1, grant: 0 })
    for (let tries = 1; tries < 5; tries++) {
      expect(process.fire('connect').sent).toEqual([{ to: 2, message: { type: 'connect', link: 1, grant: 0 } }])
    }
    process.fire('connect')
    expect(process.status.role).toBe('looking')
  })

  it('an old request for one, come late, ends none that stands', () => {
    const { process, peers } = leader()
    const old = new Peer(process, 0, 55)
    old.connect()
    process.hear(0, { type: 'reset', link: old.link, grant: old.grant })
    expect(process.state.leading?.learners[0]?.channel.link).toBe(peers[0].link)
    expect(kindsIn(process.request(1, 'x'), 0)).toEqual(['PROPOSAL'])
  })

  it('a learner that connects anew leaves its old one, whose segments are answered with a reset', () => {
    const { process, peers } = leader()
    const anew = new Peer(process, 0, 55)
    anew.connect()
    expect(resets(anew.tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 2 }))).toEqual([0])
    expect(resets(peers[0].say({ packet: 'ACK', index: 1 }))).toEqual([0])
    expect(process.state.leading?.learners[0]?.channel.link).toBe(55)
  })

  it('a restarted leader answers what it does not know with a reset, and the follower leaves', () => {
    const { process, leader: peer } = follower(2)
    const { link, grant } = peer
    const asked = process.hear(2, { type: 'reset', link, grant: grant + 1 })
    expect(asked.notes).toEqual([])
    process.hear(2, { type: 'reset', link, grant })
    expect(process.status.role).toBe('looking')
  })
})

describe('votes on their way', () => {
  it('are repeated until they have arrived; only the last one to each peer', () => {
    const process = zabProcess(0, zabDisk(1, 1))
    process.hear(2, vote(2, 1, '1.1'))
    const { life, election } = process.state
    const { told } = election
    expect(votesIn(process.fire('letter-1'))).toMatchObject([{ to: 1, leader: 2 }])
    process.hear(1, { type: 'told', life, number: told - 3 })
    expect(votesIn(process.fire('letter-1'))).toHaveLength(1)
    process.hear(1, { type: 'told', life, number: told - 1 })
    expect(process.fire('letter-1').sent).toEqual([])
  })

  it('one that was overtaken is passed over, and its sender told all the same', () => {
    const process = zabProcess(0, zabDisk(1, 1), { members: 5 })
    const early = vote(1, 1, '1.1')
    process.hear(1, vote(2, 1, '1.2'))
    const asked = process.hear(1, early)
    expect(asked.sent).toEqual([{ to: 1, message: { type: 'told', life: 1, number: early.number } }])
    expect(process.state.election.received[1]).toMatchObject({ leader: 2 })
  })

  it('go out again when a peer that was given up is heard (lastMessageSent)', () => {
    const process = zabProcess(2, zabDisk(1, 1, '1.9'))
    for (let repeats = 0; repeats < 6; repeats++) expect(process.fire('letter-1').sent).toHaveLength(1)
    expect(process.fire('letter-1').sent).toEqual([])
    expect(votesIn(process.hear(1, vote(1, 1, '1.1')))).toMatchObject([{ to: 1, leader: 2 }])
  })
})
