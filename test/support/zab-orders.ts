import type { ZabConfig, ZabMessage, ZabState } from '../../src/protocols/index.js'
import type { Observer, ProtocolNetwork } from './protocol-network.js'

/** One transaction as it was broadcast by its primary. */
interface Broadcast {
  readonly primary: number
  readonly command: string
}

/**
 * The properties of Junqueira, Reed & Serafini 2011, section III, by name, told from what primaries put into their logs and what
 * processes deliver. `broken` is the first breach.
 */
export class ZabOrders implements Observer<ZabState, ZabMessage> {
  broken: string | null = null
  deliveries = 0
  private readonly network: ProtocolNetwork<ZabConfig, ZabState, ZabMessage>
  private readonly broadcast = new Map<string, Broadcast>()
  /** By index: the zxid delivered there. */
  private readonly order: string[] = []
  /** By epoch: up to which index its primary had delivered when it first broadcast. */
  private readonly delivered = new Map<number, number>()
  private readonly counters = new Map<number, number>()
  private readonly reached: number[] = []

  constructor(network: ProtocolNetwork<ZabConfig, ZabState, ZabMessage>) {
    this.network = network
    network.observers.push(this)
  }

  started(node: number, state: ZabState): void {
    this.reached[node] = state.lastApplied
  }

  stepped(node: number, state: ZabState): void {
    this.broadcasts(node, state)
    while (this.reached[node] < state.lastApplied) {
      const { dropped, log } = state
      // A snapshot stands for what was delivered before it.
      this.reached[node] = Math.max(this.reached[node] + 1, dropped + 1)
      if (this.reached[node] > state.lastApplied) break
      const index = this.reached[node]
      const { epoch, counter, action } = log[index - 1 - dropped]
      this.deliver(node, index, epoch, counter, JSON.stringify(action))
    }
    this.reached[node] = Math.max(this.reached[node], state.lastApplied)
  }

  private broadcasts(node: number, { leading, log, lastApplied }: ZabState): void {
    if (leading === null) return
    const { epoch } = leading
    for (const { counter, action } of log.filter(txn => txn.epoch === epoch)) {
      const zxid = `${epoch}.${counter}`
      if (this.broadcast.has(zxid)) continue
      if (!this.delivered.has(epoch)) this.delivered.set(epoch, lastApplied)
      const before = this.counters.get(epoch) ?? 0
      this.judge(counter === before + 1, () => `local primary order: ${zxid} is broadcast after ${epoch}.${before}`)
      this.counters.set(epoch, counter)
      this.broadcast.set(zxid, { primary: node, command: JSON.stringify(action) })
    }
  }

  private deliver(node: number, index: number, epoch: number, counter: number, command: string): void {
    const zxid = `${epoch}.${counter}`
    this.deliveries += 1
    const known = this.broadcast.get(zxid)
    this.judge(known?.command === command, () => `integrity: ${node} delivers ${zxid}, which nobody broadcast so`)
    const other = this.order[index] ?? zxid
    this.judge(other === zxid, () => `total order, agreement: ${node} delivers ${zxid} at ${index}, another ${other}`)
    this.order[index] = zxid
    const previous = this.order[index - 1]
    if (index > 1 && previous !== undefined) {
      const [epochBefore, counterBefore] = previous.split('.').map(Number)
      const next = epoch === epochBefore ? counter === counterBefore + 1 : counter === 1
      this.judge(next, () => `local primary order: ${zxid} is delivered after ${previous}`)
      this.judge(epoch >= epochBefore, () => `global primary order: ${zxid} is delivered after ${previous}`)
    }
    for (const [later, upTo] of this.delivered) {
      if (later <= epoch) continue
      const held = index <= upTo
      this.judge(
        held,
        () => `primary integrity: ${zxid} is delivered, and the primary of ${later} had not delivered it`,
      )
    }
  }

  private judge(holds: boolean, what: () => string): void {
    if (!holds && this.broken === null) this.broken = `${(this.network.now / 1000).toFixed(3)}: ${what()}`
  }
}
