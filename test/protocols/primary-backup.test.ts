import { describe, expect, it } from 'vitest'
import {
  type PrimaryBackupConfig,
  type PrimaryBackupMessage,
  type PrimaryBackupState,
  primaryBackup,
} from '../../src/protocols/index.js'
import { watch } from '../support/hostility.js'
import { ProtocolNetwork } from '../support/protocol-network.js'

const second = 1_000_000

/** Two members unless said otherwise: 1 ms links, 1 ms disks, heartbeats of 1 s, suspicion after 3 s, promotion 5 s, resync 30 s. */
function pair(more: Partial<PrimaryBackupConfig> = {}) {
  const config: PrimaryBackupConfig = {
    members: 2,
    heartbeat: second,
    promotion: { kind: 'constant', value: 5 * second },
    resync: { kind: 'constant', value: 30 * second },
    ...more,
  }
  const network = new ProtocolNetwork<PrimaryBackupConfig, PrimaryBackupState, PrimaryBackupMessage>(
    primaryBackup,
    config,
    config.members,
    { seed: 'pair', latency: { kind: 'constant', value: 1000 }, sync: { kind: 'constant', value: 1000 }, freeze: true },
  )
  const notes: string[] = []
  network.observers.push({ noted: (node, what) => notes.push(`${node} ${what}`) })
  watch(network, 3 * second, second / 10)
  network.start()
  network.run(100 * second)
  const serving = () => network.members.map(({ up }, node) => up && network.status(node).serving)
  return { network, serving, notes }
}

describe('primary-backup', () => {
  it('begins with the preferred member, everyone else ready', () => {
    const { network, serving } = pair({ members: 3 })
    expect(serving()).toEqual([true, false, false])
    expect(network.members.map(({ state }) => [state.leader, state.ready])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ])
  })

  it('a backup that suspects the primary serves after the promotion time, in a higher epoch that is on its disk', () => {
    const { network, serving } = pair()
    const before = network.status(0).term
    network.crash(0)
    const crashed = network.now
    network.run(crashed + 20 * second, () => serving()[1])
    // 3 s of silence after the last heartbeat, at most 1.1 s of it before the crash or between looks, then 5 s.
    expect(network.now - crashed).toBeGreaterThan(7 * second)
    expect(network.now - crashed).toBeLessThan(8.2 * second)
    expect(network.status(1).term).toBeGreaterThan(before)
    expect(network.members[1].disk.values['epoch']).toBe(network.status(1).term)
  })

  it('with several backups the preferred one takes over, and the others follow it', () => {
    const { network, serving } = pair({ members: 4 })
    network.crash(0)
    network.crash(1)
    network.run(network.now + 30 * second)
    expect(serving()).toEqual([false, false, true, false])
    expect(network.status(3).leader).toBe(2)
  })

  it('a primary that comes back is a backup, and may be promoted again only after its resync', () => {
    const { network, serving, notes } = pair()
    network.crash(0)
    network.run(network.now + 20 * second)
    network.restart(0)
    network.run(network.now + 10 * second)
    expect(serving()).toEqual([false, true])
    expect(network.state(0).ready).toBe(0)
    network.run(network.now + 25 * second)
    expect(network.state(0).ready).toBe(1)
    network.crash(1)
    network.run(network.now + 20 * second)
    expect(serving()).toEqual([true, false])
    expect(notes).not.toContain('0 stale-promotion')
  })

  it('without anyone caught up, waits for word from all or promotes a stale copy, as configured', () => {
    for (const [stale, expected] of [
      ['allow', [true, false]],
      ['refuse', [false, false]],
    ] as const) {
      const { network, serving, notes } = pair({ stale })
      network.crash(0)
      network.run(network.now + 20 * second)
      network.restart(0)
      network.run(network.now + 10 * second)
      network.crash(1)
      network.run(network.now + 60 * second)
      expect(serving()).toEqual(expected)
      expect(notes.includes('0 stale-promotion')).toBe(stale === 'allow')
    }
  })

  it('after a power cut of all, the best copy leads', () => {
    const { network, serving } = pair({ stale: 'refuse' })
    network.crash(0)
    network.run(network.now + 20 * second)
    network.crash(1)
    network.restart(0)
    network.run(network.now + 30 * second)
    expect(serving()).toEqual([false, false])
    network.restart(1)
    network.run(network.now + 20 * second)
    expect(serving()).toEqual([false, true])
  })

  it('a primary restarted before anyone missed it is missed when it says so', () => {
    const { network, serving } = pair()
    network.crash(0)
    network.restart(0)
    network.run(network.now + 6 * second)
    expect(serving()).toEqual([false, true])
  })

  it('hands back to the preferred member only with failback', () => {
    for (const failback of [false, true]) {
      const { network, serving } = pair({ failback })
      network.crash(0)
      network.run(network.now + 20 * second)
      network.restart(0)
      network.run(network.now + 60 * second)
      expect(serving()).toEqual([failback, !failback])
    }
  })

  it('lets two serve under a partition, in different epochs; healed, the lower one steps down and copies anew', () => {
    const { network, serving, notes } = pair()
    network.partition([0], [1])
    network.run(network.now + 20 * second)
    expect(serving()).toEqual([true, true])
    expect(network.status(1).term).toBeGreaterThan(network.status(0).term)
    network.heal()
    network.run(network.now + 2 * second)
    expect(serving()).toEqual([false, true])
    expect(notes).toContain('0 dual-primary')
    expect(network.state(0).ready).toBe(0)
    network.run(network.now + 60 * second)
    expect(network.state(0).ready).toBe(1)
  })

  it('answers requests at the primary, and points to it elsewhere', () => {
    const { network } = pair()
    const replies: unknown[] = []
    network.observers.push({ replied: reply => replies.push(reply.result) })
    network.request(0, 1, 'x')
    network.request(1, 2, 'x')
    expect(replies).toEqual([
      { kind: 'done', epoch: network.status(0).term },
      { kind: 'redirect', redirect: 0 },
    ])
  })
})
