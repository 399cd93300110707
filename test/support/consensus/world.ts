import type { FaultBudget, Status } from '../../../src/protocols/index.js'
import type { Stream } from '../../../src/random/index.js'
import { leaderOf, type Watch } from '../hostility.js'
import type { ProtocolNetwork } from '../protocol-network.js'
import { cutDeeds } from './cuts.js'
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
  private readonly led: boolean[] = []
  private readonly gap: number

  constructor(network: ProtocolNetwork<C, S, M>, options: WorldOptions) {
    this.network = network
    this.options = options
    const { stream } = options
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
    if (allowed(stream)) this.strikeNewLeaders(0.1 + 0.2 * stream.below(4))
    if (allowed(stream)) this.strikeWriters(0.01 * (1 + stream.below(4)))
    network.at(options.patience * stream.below(4), () => this.go())
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

  /** Nobody is harmed now. */
  private isQuiet(): boolean {
    return this.network.now >= this.options.until || this.network.now < this.quietUntil
  }

  /** Whoever comes to lead is crashed, paused or cut off soon after, with this chance: so leaders change while much is under way. */
  private strikeNewLeaders(chance: number): void {
    const { network, led } = this
    const { stream, patience } = this.options
    network.observers.push({
      started: node => {
        led[node] = false
      },
      stepped: node => {
        const leads = network.status(node).leader === node
        const begins = leads && led[node] === false
        led[node] = leads
        if (!begins || this.isQuiet() || stream.unit() >= chance) return
        network.at(network.now + Math.round(patience * stream.unit()), () => {
          if (!this.isQuiet()) this.strike(node)
        })
      },
    })
  }

  private strike(node: number): void {
    const { network } = this
    const others = network.members.map((_, other) => other).filter(other => other !== node)
    const way = this.options.stream.below(4)
    if (way === 0) {
      network.pause(node)
      network.at(network.now + this.span(), () => network.resume(node))
    } else if (way === 1) {
      network.partition([node], others)
      network.at(network.now + this.span(), () => network.heal())
    } else {
      this.crash(node)
      network.at(network.now + this.span(), () => network.restart(node))
    }
  }

  /** Whoever writes is crashed, with this chance, about when the write is synced and what depends on it is sent. */
  private strikeWriters(chance: number): void {
    const { network, options } = this
    const { stream } = options
    network.observers.push({
      persisted: node => {
        if (this.isQuiet() || stream.unit() >= chance) return
        const { life } = network.members[node]
        network.at(network.now + stream.below(6000), () => {
          if (this.isQuiet() || network.members[node].life !== life) return
          this.crash(node)
          network.at(network.now + this.span(), () => network.restart(node))
        })
      },
    })
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
      network.at(network.now + this.span(), () => network.start())
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
      network.at(network.now + this.span(), () => network.resume(node))
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
    const { network, options } = this
    const { weather, stream } = options
    const storm = () => {
      const { loss } = weather
      if (loss >= 0.5) return
      weather.loss = 0.5 + 0.4 * stream.unit()
      network.at(network.now + this.span(), () => {
        if (network.now < options.until) weather.loss = loss
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
    return [() => watch.suspect(this.options.stream.below(this.network.members.length), this.someone())]
  }

  private relief(): (() => void)[] {
    const { network } = this
    return [() => network.heal(), () => network.start(), () => network.start()]
  }
}
