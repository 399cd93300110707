import { describe, expect, it } from 'vitest'
import { type ZabConfig, type ZabMessage, type ZabState, zab } from '../../src/protocols/index.js'
import { SeedTree } from '../../src/random/index.js'
import { hostileNetwork, leaderOf, makeTrouble } from '../support/hostility.js'
import { ProtocolNetwork } from '../support/protocol-network.js'
import { type Zab, zabMutants } from '../support/zab-mutants.js'
import { ZabOrders } from '../support/zab-orders.js'

/** Junqueira, Reed & Serafini 2011, section III, in small hostile worlds. */
const config: ZabConfig = {
  members: 3,
  tickTime: 8000,
  initLimit: 10,
  syncLimit: 4,
  finalizeWait: 4000,
  minNotification: 10_000,
  maxNotification: 40_000,
  connectRetry: 6000,
  retransmission: 12_000,
  delayedAcknowledgement: 2000,
  committedLog: 4,
  snapshotEvery: 20,
}

function run(protocol: Zab, seed: string): ZabOrders {
  const stream = new SeedTree(seed).stream('schedule')
  const members = 3 + 2 * stream.below(2)
  const network = new ProtocolNetwork<ZabConfig, ZabState, ZabMessage>(protocol, { ...config, members }, members, {
    seed,
    ...hostileNetwork(stream),
  })
  const orders = new ZabOrders(network)
  let asked = 0
  const ask = () => {
    asked += 1
    network.request(leaderOf(network) ?? stream.below(members), asked, `c${asked}`)
  }
  network.start()
  const deeds = Array.from({ length: 12 }, () => ask)
  makeTrouble(network, stream, { until: 1_500_000, every: 4000, deeds })
  network.run(1_500_000, () => orders.broken !== null)
  network.heal()
  network.start()
  network.run(2_500_000, () => orders.broken !== null)
  return orders
}

describe('section III', () => {
  const seeds = 40

  it('integrity, total order, agreement, local and global primary order, primary integrity', () => {
    let deliveries = 0
    for (let n = 0; n < seeds; n++) {
      const orders = run(zab, `orders/${n}`)
      expect(orders.broken, `orders/${n}`).toBeNull()
      deliveries += orders.deliveries
    }
    expect(deliveries).toBeGreaterThan(50 * seeds)
  })

  it('are broken by what ZooKeeper once did', () => {
    const found: string[] = []
    for (const name of ['logIsApplied', 'diffForTrunc'] as const) {
      let n = 0
      while (n < seeds && run(zabMutants[name], `orders/${n}`).broken === null) n += 1
      if (n < seeds) found.push(name)
    }
    expect(found).toEqual(['logIsApplied', 'diffForTrunc'])
  })
})
