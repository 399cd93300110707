import { describe, expect, it } from 'vitest'
import type { RaftConfig } from '../../src/protocols/index.js'
import { expectedTranscript } from '../support/protocol-transcript.js'
import { RaftStory } from '../support/raft-stories.js'

/** Stories of Raft through the contract of protocols, in the thesis' ways unless said; `UPDATE=1` rewrites them. */
function check(name: string, { transcript }: RaftStory): void {
  const actual = transcript.text()
  expect(actual).toBe(expectedTranscript(new URL(`transcripts/${name}.txt`, import.meta.url), actual))
}

describe('transcripts of Raft', () => {
  it('a leader crashes in a joint configuration, and the next one leaves it', () => {
    const story = new RaftStory(
      'Process 3 joins 0, 1 and 2 by joint consensus; the leader crashes before the group has left the joint configuration.',
      4,
      { voters: [0, 1, 2] },
      [150, 170, 400, 1000],
    )
    const { network } = story
    story.next('0 is elected', 160)
    story.next('3 is to vote; the joint configuration is used from its entry on (4.3)', 161.2, () => {
      story.operate(0, { kind: 'change', changes: [{ add: 3 }], transition: 'implicit' })
    })
    story.next('0 crashes when the others have that entry and it has no answer yet', 340, () => network.crash(0))
    story.next('0 comes back', 420, () => network.restart(0))
    story.show()
    expect(network.members.every(({ state }) => state.configuration.outgoing.length === 0)).toBe(true)
    expect(network.state(1).configuration.voters).toEqual([0, 1, 2, 3])
    check('raft-joint-crash', story)
  })

  it('a follower that was cut off gets a snapshot', () => {
    const story = new RaftStory(
      'A snapshot after every 3 entries; 2 is cut off while the log it needs is dropped.',
      3,
      { snapshotEvery: 3 },
      [150, 1000, 1000],
    )
    const { network } = story
    story.next('0 is elected', 160)
    story.next('2 is cut off, and three requests are carried out without it', 170, () => {
      network.partition([0, 1], [2])
      for (const command of ['a', 'b', 'c']) story.request(0, command)
    })
    story.show()
    story.next('the network heals; the next heartbeat finds that 2 needs what is gone', 300, () => network.heal())
    story.next('a request reaches it as any other', 310, () => story.request(0, 'd'))
    story.show()
    expect(network.state(2).snapshot?.index).toBe(3)
    expect(network.status(2).commitIndex).toBe(network.status(1).commitIndex)
    check('raft-snapshot-lagging', story)
  })

  for (const checkQuorum of [false, true]) {
    it(`a leader in a minority, ${checkQuorum ? 'with' : 'without'} CheckQuorum`, () => {
      const story = new RaftStory(
        `0 leads and is cut off from 1 and 2, ${checkQuorum ? 'with' : 'without'} CheckQuorum.`,
        3,
        { checkQuorum },
        [150, 200, 1000],
      )
      const { network } = story
      story.next('0 is elected', 160)
      story.next('it is cut off, and takes a request', 365, () => {
        network.partition([0], [1, 2])
        story.request(0, 'lost')
      })
      story.show()
      const { role, term } = network.status(0)
      expect([role, term]).toEqual([checkQuorum ? 'follower' : 'leader', 1])
      story.next('1 leads the majority, and commits', 375, () => story.request(1, 'kept'))
      story.next('the network heals', 560, () => network.heal())
      story.show()
      for (const { state } of network.members) expect(state.log.map(({ command }) => command)).not.toContain('lost')
      check(checkQuorum ? 'raft-minority-leader-check-quorum' : 'raft-minority-leader', story)
    })
  }

  it('a read at a leader that has committed nothing of its term yet', () => {
    const story = new RaftStory(
      'A new leader that knows less of what is committed than the last is asked at once (6.4).',
      3,
      {},
      [150, 160, 1000],
    )
    const { network } = story
    story.next('0 is elected', 160)
    story.next('a request is committed, and its client hears of it; nobody else hears of the commit', 163, () =>
      story.request(0, 'seen'),
    )
    story.next('0 crashes', 325, () => network.crash(0))
    story.next(
      '1 is asked as soon as it leads: the answer waits for the first commit of its term, and for a round',
      340,
      () => {
        network.run(400_000, () => network.status(1).role === 'leader')
        story.read(1)
      },
    )
    story.show()
    check('raft-read-index', story)
  })

  for (const when of ['appended', 'applied'] as const) {
    it(`a configuration is used when it is ${when}`, () => {
      const options: Partial<RaftConfig> = { voters: [0, 1, 2], configurationWhen: when }
      const story = new RaftStory(
        `Process 3 is made a voter while 2 is down; a configuration is used when it is ${when}.`,
        4,
        options,
        [150, 200, 1000, 1000],
      )
      const { network } = story
      story.next('0 is elected', 160)
      story.next('2 crashes, and 3 is cut off from everyone', 165, () => {
        network.crash(2)
        network.partition([0, 1, 2], [3])
      })
      story.next('0 is to make 3 a voter: 2 of 3 have the entry, 2 of 4 do', 260, () =>
        story.operate(0, { kind: 'change', changes: [{ add: 3 }] }),
      )
      story.show()
      expect(network.status(0).commitIndex).toBe(when === 'appended' ? 1 : 2)
      story.next('2 comes back', 360, () => network.restart(2))
      story.show()
      expect(network.status(0).commitIndex).toBe(2)
      check(`raft-change-${when}`, story)
    })
  }
})
