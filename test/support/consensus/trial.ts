import { SeedTree, type Stream } from '../../../src/random/index.js'
import { watch } from '../hostility.js'
import { ProtocolNetwork } from '../protocol-network.js'
import { Book } from './book.js'
import { type Breach, type Law, Verdict } from './breach.js'
import { Clients } from './clients.js'
import { heals } from './healing.js'
import { History } from './history.js'
import { hostilityOf } from './hostilities.js'
import { chained, KeyValueMachine, startHash } from './machine.js'
import { keepsQuiet } from './quiet.js'
import { StatusLaw } from './status-law.js'
import type { Mutant, Subject } from './subject.js'
import { drawDrift, drawWeather } from './weather.js'
import { World } from './world.js'

/** What came of one seed. */
export interface Outcome {
  readonly breach: Breach | null
  readonly judged: Readonly<Record<Law, number>>
  readonly steps: number
  readonly messages: number
  readonly crashes: number
  readonly commits: number
  readonly restores: number
  readonly writes: number
  readonly reads: number
  readonly terms: number
  /** From the end of all faults until everybody has converged, microseconds. */
  readonly healing: number
  /** Of the last states of all processes. */
  readonly digest: number
}

export interface TrialOptions<C, S, M> {
  readonly mutant?: Mutant<C, S, M>
  /** Steps between two looks at the state, on average; 1: at each. */
  readonly gap?: number
  /** Sees the network before it starts. */
  readonly watching?: (network: ProtocolNetwork<C, S, M>) => void
}

/** Beyond this a run is said to make no progress: no group of five has so much to tell in so short a time. */
const mostSteps = 400_000

/** One small hostile history, drawn from its seed, and its end in peace. */
export function runTrial<C, S, M>(
  subject: Subject<C, S, M>,
  seed: string,
  { mutant, gap = 150, watching }: TrialOptions<C, S, M> = {},
): Outcome {
  const seeds = new SeedTree(seed)
  const stream = seeds.stream('schedule')
  const protocol = mutant?.protocol ?? subject.protocol
  const drawn = (mutant?.draw ?? subject.draw)(stream)
  const { processes, patience, config } = drawn
  const budget = protocol.budget?.(config) ?? { down: 0, keeps: 'disk', drift: null }
  const hostility = hostilityOf(seed)
  const weather = drawWeather(stream, patience, hostility)
  const drift = drawDrift(stream, processes, budget, hostility)
  const options = Object.assign(weather, {
    seed,
    drift,
    freeze: stream.below(4) === 0,
    machine: () => new KeyValueMachine(),
    ...(drawn.disks === undefined ? {} : { disks: drawn.disks }),
  })
  const network = new ProtocolNetwork<C, S, M>(protocol, config, processes, options)
  const verdict = new Verdict(() => network.now)
  const book = new Book<S, M>(verdict)
  const history = new History<S, M>(book, verdict)
  book.history = history
  book.reads = drawn.reads ?? 'linearizable'
  book.once = subject.once === true
  const statusLaw = new StatusLaw(network, history, verdict, {
    stream: seeds.stream('looks'),
    gap,
    oneLeaderATerm: subject.oneLeaderATerm === true,
  })
  let messages = 0
  network.observers.push(history, book, statusLaw, {
    sent: () => {
      messages += 1
    },
  })
  watching?.(network)
  const { detector } = drawn
  const detectors = detector === undefined ? null : watch(network, detector.timeout, detector.period)
  const until = patience * (hostility === 'duels' ? drawDuels(stream, subject.leads !== false) : 15 + stream.below(45))
  const recovering = subject.recovering ?? (() => false)
  const world = new World(network, {
    stream,
    weather,
    budget,
    patience,
    until,
    recovering,
    watch: detectors,
    hostility,
  })
  statusLaw.changed = (node, before, now) => world.changed(node, before, now)
  const clients = new Clients(network, book, subject, drawn, stream, hostility)
  world.clients = clients
  let healing = 0
  const over = () => verdict.broken !== null || network.steps > mostSteps
  try {
    network.start()
    const silence = stream.below(2) === 0
    clients.start(until, () => silence && network.now < world.quietUntil)
    network.run(until, over)
    const down = clients.orders > 0 ? 0 : stream.below(3) === 0 ? budget.down : 0
    const healed = network.now
    const gone = world.end(down)
    // Other kinds of hostility make longer logs, which one who has none catches up with an entry at a time.
    const calm = hostility === 'anything' ? drawn.calm : 3 * drawn.calm
    const run = { subject, drawn: { ...drawn, calm }, network, book, clients, verdict, gone }
    if (verdict.broken === null && heals(run)) {
      healing = network.now - healed
      if (gone.length === 0)
        keepsQuiet(
          run,
          weather,
          drift.every(rate => rate === 0),
        )
    }
    verdict.judge('progress', network.steps <= mostSteps, () => `${network.steps} steps and no end`)
  } catch (error) {
    verdict.judge('throws', false, () =>
      error instanceof Error ? `${error.message} ${placeOf(error)}` : String(error),
    )
  }
  let digest = startHash
  for (const { state } of network.members) digest = chained(digest, JSON.stringify(state))
  return {
    breach: verdict.broken,
    judged: verdict.judged,
    steps: network.steps,
    messages,
    crashes: world.crashes,
    commits: history.commits,
    restores: history.restores,
    writes: book.writesDone,
    reads: book.readsDone,
    terms: statusLaw.served.size,
    healing,
    digest,
  }
}

/** How long a duel lasts, in patiences: who leads has to be found first, where somebody does. */
function drawDuels(stream: Stream, leads: boolean): number {
  return leads ? 4 + stream.below(12) : 1 + stream.below(3)
}

/** Where in the protocol an error arose. */
function placeOf(error: Error): string {
  const line = (error.stack ?? '').split('\n').find(text => text.includes('/src/'))
  return line === undefined ? '' : `at ${line.slice(line.indexOf('/src/') + 1).replace(')', '')}`
}
