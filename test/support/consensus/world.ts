import type { FaultBudget, Status } from '../../../src/protocols/index.js'
import type { Stream } from '../../../src/random/index.js'
import { leaderOf, type Watch } from '../hostility.js'
import type { ProtocolNetwork } from '../protocol-network.js'
import { cutDeeds } from './cuts.js'
import type { Hostility } from './hostilities.js'
import { type Means, plotOf } from './plots.js'
import { allowed, drawLatency, drawSync, fair, type Weather } from './weather.js'

export interface WorldOptions {
  readonly stream: Stream
  readonly weather: Weather
  readonly budget: FaultBudget
  /** Microseconds of silence that others bear. */
  readonly patience: number
  /** No deed is done after this. */
  readonly until: number
  readonly recovering: (status: Status) => boolean
  /** Failure detectors that may be wrong; null where the protocol has none. */
  readonly watch: Watch | null
  readonly hostility: Hostility
}

/** Whoever gives orders. */
interface Orders {
  handOver(node: number): void
  change(node: number): void
}

/** Everything that is done to processes, disks and links, within the budget of faults the protocol names. */
export class World<C, S, M> {
  crashes = 0
  /** While it lasts nobody is harmed, and clients may keep silent. */
  quietUntil = 0
  private readonly network: ProtocolNetwork<C, S, M>
  private readonly options: WorldOptions
  /** Kinds of deeds, each as often as it weighs. */
  private readonly kinds: (readonly (() => void)[])[] = []
  /** Chances that who comes to lead, who changes role or term, and who writes is struck soon after. */
  private readonly chances: { readonly lead: number; readonly change: number; readonly write: number }
  private readonly gap: number
  /** Chance that who comes to lead is told to change the members at once. */
  private readonly orders: number
  clients: Orders | null = null

  constructor(network: ProtocolNetwork<C, S, M>, options: WorldOptions) {
    this.network = network
    this.options = options
    const { stream, hostility } = options
    network.observers.push({ persisted: node => this.struck(node, this.chances.write, 6000) })
    if (hostility !== 'anything') {
      const plot = plotOf(hostility, this.means())
      this.gap = plot.gap
      this.chances = plot.chances
      this.orders = plot.orders
      this.kinds.push(plot.deeds)
      network.at(options.patience * stream.below(4), () => this.go())
      return
    }
    this.orders = 0
    this.gap = [6000, 15_000, 40_000][stream.below(3)]
    const kinds = [
      this.crashing(),
      this.restarts(),
      this.pauses(),
      this.disks(),
      cutDeeds(network, stream, () => this.someone()),
      this.storms(),
      this.lulls(),
      ...(options.watch === null ? [] : [this.suspicions(options.watch)]),
    ]
    for (const kind of kinds) {
      if (!allowed(stream)) continue
      for (let weight = 1 + stream.below(3); weight > 0; weight--) this.kinds.push(kind)
    }
    // What is cut or down comes back whatever else a seed goes without, or most runs would end before they begin.
    this.kinds.push(this.relief(), this.relief())
    this.chances = {
      lead: allowed(stream) ? 0.1 + 0.2 * stream.below(4) : 0,
      change: allowed(stream) ? 0.02 * (1 + stream.below(6)) : 0,
      write: allowed(stream) ? 0.01 * (1 + stream.below(4)) : 0,
    }
    network.at(options.patience * stream.below(4), () => this.go())
  }

  private means(): Means<C, S, M> {
    const { network, options } = this
    const { stream, patience } = options
    return {
      network,
      stream,
      patience,
      leader: () => {
        const leading = network.members.flatMap(({ up }, node) =>
          up && network.status(node).leader === node ? [node] : [],
        )
        return leading.length === 0 ? stream.below(network.members.length) : leading[stream.below(leading.length)]
      },
      crash: node => this.crash(node),
      later: (delay, act) => this.later(delay, act),
      handOver: node => this.clients?.handOver(node),
      change: node => this.clients?.change(node),
    }
  }

  /** All faults end, but up to `down` processes that are down stay so for good; those. */
  end(down: number): number[] {
    const { network, options } = this
    Object.assign(options.weather, fair)
    network.heal()
    network.loseLate()
    const gone: number[] = []
    for (const [node, { up }] of network.members.entries()) {
      network.stall(node, 0)
      network.resume(node)
      if (up) continue
      if (gone.length < down) gone.push(node)
      else network.restart(node)
    }
    return gone
  }

  private go(): void {
    const { network, options, kinds } = this
    if (network.now >= options.until) return
    if (!this.isQuiet()) this.any(this.any(kinds))()
    network.at(network.now + Math.round(this.gap * options.stream.exponential()), () => this.go())
  }

  /** In a while, unless all is over by then. */
  private later(delay: number, act: () => void): void {
    const { network, options } = this
    network.at(network.now + delay, () => {
      if (network.now < options.until) act()
    })
  }

  /** Nobody is harmed now. */
  private isQuiet(): boolean {
    return this.network.now >= this.options.until || this.network.now < this.quietUntil
  }

  /** A process changed what it says of itself: so leaders fall while much is under way, and voters while they vote. */
  changed(node: number, before: Status, now: Status): void {
    const { lead, change } = this.chances
    if (now.leader === node && before.leader !== node) {
      this.struck(node, lead, this.options.patience)
      if (this.orders > 0 && this.options.stream.unit() < this.orders) this.changing(node)
    } else if (now.role !== before.role || now.term !== before.term) this.struck(node, change, 6000)
  }

  /** Who has just come to lead is told to change the members, and may not have told anybody of it when it is cut off. */
  private changing(node: number): void {
    const { network, options } = this
    this.later(0, () => {
      this.clients?.change(node)
      if (options.stream.below(2) === 0) return
      for (const other of network.members.keys()) {
        if (other === node || options.stream.below(4) === 0) continue
        network.cut(node, other)
        network.cut(other, node)
      }
      this.later(this.span() + options.patience, () => network.heal())
    })
  }

  /** With a chance something happens to the process within a time. */
  private struck(node: number, chance: number, within: number): void {
    const { network, options } = this
    if (chance === 0 || this.isQuiet() || options.stream.unit() >= chance) return
    const { life } = network.members[node]
    network.at(network.now + options.stream.below(within), () => {
      if (!this.isQuiet() && network.members[node].life === life) this.strike(node)
    })
  }

  private strike(node: number): void {
    const { network } = this
    const others = network.members.map((_, other) => other).filter(other => other !== node)
    const way = this.options.stream.below(6)
    if (way === 0) {
      network.pause(node)
      this.later(this.span(), () => network.resume(node))
    } else if (way === 1) {
      network.partition([node], others)
      this.later(this.span(), () => network.heal())
    } else {
      this.crash(node)
      this.later(way < 4 ? this.span() : 0, () => network.restart(node))
    }
  }

  private any<T>(of: readonly T[]): T {
    return of[this.options.stream.below(of.length)]
  }

  /** Whoever leads is hit as often as all others together. */
  private someone(): number {
    const { network, options } = this
    const leader = options.stream.below(2) === 0 ? leaderOf(network) : undefined
    return leader ?? options.stream.below(network.members.length)
  }

  /** From a fraction of the patience of others to several times it. */
  private span(): number {
    const { patience, stream } = this.options
    return Math.round(patience * [0.2, 0.8, 1.2, 3, 6][stream.below(5)] * (0.5 + stream.unit()))
  }

  /** With nothing on disk only so many may be away, or back and not yet caught up, at any time. */
  private mayCrash(node: number): boolean {
    const { network, options } = this
    if (!network.members[node].up) return false
    if (options.budget.keeps === 'disk') return true
    let away = 0
    for (const [other, { up }] of network.members.entries()) {
      if (other === node || !up || options.recovering(network.status(other))) away += 1
    }
    return away <= options.budget.down
  }

  private crash(node: number): void {
    if (!this.mayCrash(node)) return
    this.crashes += 1
    this.network.crash(node)
  }

  private crashing(): (() => void)[] {
    const { network } = this
    const bounce = () => {
      const node = this.someone()
      this.crash(node)
      network.restart(node)
    }
    const powerFailure = () => {
      for (let node = 0; node < network.members.length; node++) this.crash(node)
      this.later(this.span(), () => network.start())
    }
    const one = () => this.crash(this.someone())
    return [one, one, one, bounce, bounce, powerFailure]
  }

  private restarts(): (() => void)[] {
    const { network, options } = this
    return [() => network.restart(options.stream.below(network.members.length))]
  }

  private pauses(): (() => void)[] {
    const { network } = this
    const pause = () => {
      const node = this.someone()
      network.pause(node)
      this.later(this.span(), () => network.resume(node))
    }
    return [pause, pause]
  }

  private disks(): (() => void)[] {
    const { network, options } = this
    const stall = () => network.stall(this.someone(), network.now + this.span())
    const change = () => {
      options.weather.sync = drawSync(options.stream)
    }
    return [stall, stall, change]
  }

  private storms(): (() => void)[] {
    const { weather, stream } = this.options
    const storm = () => {
      const { loss } = weather
      if (loss >= 0.5) return
      weather.loss = 0.5 + 0.4 * stream.unit()
      this.later(this.span(), () => {
        weather.loss = loss
      })
    }
    const change = () => {
      weather.latency = drawLatency(stream)
    }
    return [storm, change]
  }

  private lulls(): (() => void)[] {
    const { network } = this
    return [
      () => {
        network.heal()
        network.start()
        this.quietUntil = network.now + this.span() + this.span()
      },
    ]
  }

  private suspicions(watch: Watch): (() => void)[] {
    const { network, options } = this
    const members = network.members.length
    const crowd = () => {
      const peer = this.someone()
      for (let node = 0; node < members; node++) if (options.stream.below(2) === 0) watch.suspect(node, peer)
    }
    return [() => watch.suspect(options.stream.below(members), this.someone()), crowd]
  }

  private relief(): (() => void)[] {
    const { network } = this
    return [() => network.heal(), () => network.start(), () => network.start()]
  }
}
