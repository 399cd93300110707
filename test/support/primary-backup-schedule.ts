import {
  type Plain,
  type PrimaryBackupConfig,
  type PrimaryBackupMessage,
  type PrimaryBackupState,
  type Protocol,
  primaryBackup,
} from '../../src/protocols/index.js'
import { SeedTree } from '../../src/random/index.js'
import { hostileNetwork, makeTrouble, watch } from './hostility.js'
import { type Observer, ProtocolNetwork } from './protocol-network.js'

export type PrimaryBackup = Protocol<PrimaryBackupConfig, PrimaryBackupState, PrimaryBackupMessage>

type Network = ProtocolNetwork<PrimaryBackupConfig, PrimaryBackupState, PrimaryBackupMessage>

/**
 * What the protocol promises in every case: an epoch has one primary, and none serves again in an epoch it served in or a
 * lower one. And where no message is lost or late: never two that serve at once, and nobody serves who may lack a write
 * while one who has them all is up.
 */
export class PrimaryBackupLaws implements Observer<PrimaryBackupState, PrimaryBackupMessage> {
  broken: string | null = null
  terms = 0
  dual = 0
  private readonly network: Network
  private readonly quiet: boolean
  private readonly primaryOf = new Map<number, number>()
  private readonly servedEpoch: number[] = []
  /** By member: whether it has been up ever since it began or last caught up. */
  private readonly inStep: boolean[] = []
  /** Who served last, and so has every write on its disk. */
  private last = -1
  /**
   * False once a member died on its way to be primary, or one was promoted for want of a better: who has which writes is
   * then no longer told by who was up.
   */
  private judging = true
  private readonly underWay: boolean[] = []

  constructor(network: Network, quiet: boolean) {
    this.network = network
    this.quiet = quiet
    network.observers.push(this)
  }

  started(node: number): void {
    this.inStep[node] = this.last === -1
    if (this.underWay[node]) this.judging = false
    this.underWay[node] = false
  }

  stepped(node: number, state: PrimaryBackupState): void {
    if (state.part !== 'primary') return
    const before = this.primaryOf.get(state.epoch)
    if (before === undefined) {
      this.primaryOf.set(state.epoch, node)
      this.terms += 1
      if (state.epoch <= (this.servedEpoch[node] ?? 0)) this.breach(`${node} serves in an old epoch`)
      this.servedEpoch[node] = state.epoch
    } else if (before !== node) {
      this.breach(`two primaries in epoch ${state.epoch}`)
    }
    const serving = this.network.members.filter((member, at) => member.up && this.network.status(at).serving)
    if (serving.length > 1) {
      this.dual += 1
      if (this.quiet) this.breach('two members serve')
    }
  }

  noted(node: number, what: string, value: Plain): void {
    if (!this.quiet) return
    if (what === 'dual-primary') this.breach(`${node} met another primary, of epoch ${value}`)
    if (what === 'resynced') this.inStep[node] = true
    if (what === 'stale-promotion') this.judging = false
    if (what === 'role') this.underWay[node] = value === 'promoting'
    if (what !== 'serving') return
    const better = this.network.members.some(({ up }, other) => up && this.inStep[other])
    if (this.judging && better && !this.inStep[node] && this.last !== node)
      this.breach(`${node} serves without the last writes`)
    this.inStep[node] = true
    this.last = node
  }

  private breach(what: string): void {
    this.broken ??= `at ${this.network.now}: ${what}`
  }
}

export interface Outcome {
  readonly broken: string | null
  /** After all faults ended: one member serves, and all others follow it and have caught up. */
  readonly settled: boolean
  readonly terms: number
  readonly dual: number
}

const trouble = 600_000
const calm = 1_000_000

/** A small history of 1 to 4 members, drawn from its seed; `quiet` spares the network: crashes only, and a detector that never errs. */
export function runPrimaryBackupSchedule(
  seed: string,
  quiet: boolean,
  protocol: PrimaryBackup = primaryBackup,
): Outcome {
  const stream = new SeedTree(seed).stream('schedule')
  const members = 1 + stream.below(4)
  const config: PrimaryBackupConfig = {
    members,
    heartbeat: 5000,
    // A quiet network has 500 µs of latency and disks of 300 µs: two at once meet before they serve.
    promotion: { kind: 'uniform', low: quiet ? 1000 : 0, high: 10_000 },
    resync: { kind: 'uniform', low: 1000, high: 20_000 },
    failback: stream.below(2) === 0,
    stale: stream.below(2) === 0 ? 'allow' : 'refuse',
  }
  const calmNetwork = { latency: { kind: 'constant', value: 500 }, sync: { kind: 'constant', value: 300 } } as const
  const options = { seed, loss: 0, duplicate: 0, ...(quiet ? calmNetwork : hostileNetwork(stream)) }
  const network: Network = new ProtocolNetwork(protocol, config, members, options)
  const laws = new PrimaryBackupLaws(network, quiet)
  watch(network, 18_000, 1000)
  network.start()
  makeTrouble(network, stream, { until: trouble, every: 12_000, partitions: !quiet })
  network.run(trouble, () => laws.broken !== null)
  Object.assign(options, { loss: 0, duplicate: 0 })
  network.heal()
  network.start()
  while (laws.broken === null && !isSettled(network) && network.now < trouble + calm) network.run(network.now + 25_000)
  return { broken: laws.broken, settled: isSettled(network), terms: laws.terms, dual: laws.dual }
}

function isSettled(network: Network): boolean {
  const states = network.members.map(({ state }) => state)
  const primary = states.findIndex(({ part }) => part === 'primary')
  return (
    primary >= 0 &&
    states.every(
      (state, node) =>
        node === primary ||
        (state.part === 'backup' &&
          state.leader === primary &&
          state.ready === 1 &&
          state.epoch === states[primary].epoch),
    )
  )
}
