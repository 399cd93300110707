import { describe, expect, it } from 'vitest'
import { expectedTranscript } from '../support/protocol-transcript.js'
import { VsrStory } from '../support/vsr-stories.js'

/** Stories of Viewstamped Replication; `UPDATE=1` rewrites them. */
function check(name: string, { transcript }: VsrStory): void {
  const actual = transcript.text()
  expect(actual).toBe(expectedTranscript(new URL(`transcripts/${name}.txt`, import.meta.url), actual))
}

function commands(story: VsrStory, node: number): unknown[] {
  return story.network.state(node).log.map(({ command }) => command)
}

/**
 * Michael, Ports, Sharma & Szekeres 2017, section 6: of Liskov & Cowling's recovery, "once a replica committed to take part
 * in a new view, it will never operate in a lower view" does not hold, and so an operation can complete and be lost.
 * With one of three down at a time; 1 and 2 each forget, one after the other, that they were about to begin view 1.
 */
function forgottenPromise(recovery: 'liskov' | 'crash-vector'): VsrStory {
  const story = new VsrStory(
    `Two of three forget that they take part in view 1; recovery by ${recovery}.`,
    3,
    { recovery },
    [1000, 60, 1000],
  )
  const { network } = story
  story.next('0 leads view 0', 5)
  story.next('it carries out a', 10, () => story.request(0, 'a'))
  story.next('1 no longer hears 0 and wants view 1; what it says to 2 is slow, to 0 it is lost', 75, () => {
    network.cut(0, 1)
    network.cut(1, 0)
    story.holds = (from, to, { type }) => from === 1 && to === 2 && type === 'STARTVIEWCHANGE'
  })
  story.next('1 crashes, comes back with nothing, and recovers from 0 and 2', 90, () => {
    network.heal()
    network.crash(1)
    network.restart(1)
  })
  story.show()
  story.next('what 1 said in its first life comes to 2; if 2 answers, that is slow in its turn', 93, () => {
    story.holds = (from, to, { type }) => from === 2 && to === 1 && type.endsWith('VIEWCHANGE')
    network.cut(2, 0)
    story.release(2)
  })
  story.show()
  story.next('2 crashes, comes back with nothing, and recovers from 0 and 1', 109, () => {
    network.heal()
    network.crash(2)
    network.restart(2)
  })
  story.show()
  story.next('0 carries out b with 2 alone, and says so to the client', 116, () => {
    network.cut(0, 1)
    story.request(0, 'b')
  })
  story.show()
  story.next('what 2 said in its first life comes to 1', 122, () => {
    network.heal()
    story.holds = () => false
    story.release(1)
  })
  story.show()
  return story
}

describe('transcripts of Viewstamped Replication', () => {
  it('an acknowledged operation is lost by the recovery of Liskov & Cowling (Michael 2017, section 6)', () => {
    const story = forgottenPromise('liskov')
    const { network } = story
    expect(story.replies).toMatchObject([{ request: 1 }, { request: 2, result: { kind: 'done', index: 2 } }])
    expect(network.status(1)).toMatchObject({ role: 'primary', term: 1, commitIndex: 1 })
    story.next('1 leads view 1 without b, and gives its number to c', 150, () => story.request(1, 'c'))
    story.show()
    expect(story.replies[2]).toMatchObject({ node: 1, result: { kind: 'done', index: 2 } })
    expect(commands(story, 1)).toEqual(['a', 'c'])
    check('vsr-forgotten-promise-liskov', story)
  })

  it('and is kept by crash vectors, whatever comes late', () => {
    const story = forgottenPromise('crash-vector')
    const { network } = story
    expect(story.replies[1]).toMatchObject({ node: 0, result: { kind: 'done', index: 2 } })
    expect(network.members.map((_, node) => network.status(node).term)).toEqual([0, 0, 0])
    story.next('0 leads on', 150, () => story.request(0, 'c'))
    story.show()
    for (const node of [0, 1, 2]) expect(commands(story, node)).toEqual(['a', 'b', 'c'])
    check('vsr-forgotten-promise-crash-vector', story)
  })

  it('a view change finds what was acknowledged, and what was not may be gone', () => {
    const story = new VsrStory('0 crashes with two operations that are not committed.', 3, {}, [1000, 60, 500])
    const { network } = story
    story.next('0 leads view 0', 5)
    story.next('it carries out a', 10, () => story.request(0, 'a'))
    story.next('b comes to 1 alone, c to nobody', 14, () => {
      network.cut(0, 2)
      network.cut(1, 0)
      story.request(0, 'b')
      network.run(12_000)
      network.cut(0, 1)
      story.request(0, 'c')
    })
    story.show()
    story.next('0 crashes; 1 and 2 begin view 1 with the longer of their logs, and commit b', 100, () => {
      network.heal()
      network.crash(0)
    })
    story.show()
    expect(commands(story, 2)).toEqual(['a', 'b'])
    story.next('0 comes back with nothing', 125, () => network.restart(0))
    story.show()
    expect(network.status(0)).toMatchObject({ role: 'backup', term: 1, commitIndex: 2 })
    expect(network.state(1).vector).toEqual([1, 0, 0])
    check('vsr-view-change', story)
  })

  it('a backup that was cut off gets a checkpoint', () => {
    const story = new VsrStory(
      'A checkpoint after every 3 operations; 2 is cut off while the log it needs is dropped.',
      3,
      { checkpointEvery: 3 },
      [1000, 1000, 1000],
    )
    const { network } = story
    story.next('0 leads', 5)
    story.next('2 is cut off, and four requests are carried out without it', 15, () => {
      network.partition([0, 1], [2])
      for (const command of ['a', 'b', 'c', 'd']) story.request(0, command)
    })
    story.show()
    story.next('the network heals; the next message finds that 2 lacks what is gone', 50, () => network.heal())
    story.show()
    expect(network.state(2).checkpoint?.op).toBe(3)
    expect(network.status(2).commitIndex).toBe(4)
    check('vsr-state-transfer', story)
  })

  it('an epoch of other members', () => {
    const story = new VsrStory('2 and 3 take the places of 0 and 1.', 5, { voters: [0, 1, 4] }, [1000, 60, 70, 80, 90])
    const { network } = story
    story.next('0 leads epoch 0', 5)
    story.next('it carries out a', 10, () => story.request(0, 'a'))
    story.next('2, 3 and 4 are to be the members (section 7)', 60, () => {
      network.tell(0, { kind: 'operate', id: 9, operation: { kind: 'change', members: [2, 3, 4] } })
    })
    story.show()
    expect(story.replies[1]).toMatchObject({ request: 9, result: { kind: 'done', result: [2, 3, 4] } })
    story.next('they carry out b', 100, () => story.request(2, 'b'))
    story.show()
    expect([2, 3, 4].map(node => network.status(node).commitIndex)).toEqual([3, 3, 3])
    expect(network.state(0)).toMatchObject({ status: 'standby', retired: true })
    check('vsr-epoch', story)
  })
})
