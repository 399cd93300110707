import { describe, expect, it } from 'vitest'
import { protocol } from '../../docs/own-protocol/majority-lease.mjs'
import { uniform } from '../../src/laws/index.js'
import type { Input, Protocol } from '../../src/protocols/index.js'
import { SeedTree } from '../../src/random/index.js'
import { hostileNetwork, leaderOf, makeTrouble } from '../support/hostility.js'
import { ProtocolNetwork } from '../support/protocol-network.js'
import { ProtocolProcess } from '../support/protocol-process.js'

type Config = Parameters<typeof protocol.init>[0]
type State = ReturnType<typeof protocol.init>
type Message = Parameters<typeof protocol.describe>[0]
type Lease = Protocol<Config, State, Message>

const MS = 1000
const configOf = (members: number, drift = 0.001): Config => ({
  members,
  lease: 100 * MS,
  renew: 20 * MS,
  patience: uniform(70 * MS, 130 * MS),
  drift,
})

/** Member 0 of three, hand-cranked; terms that belong to it are 3, 6, 9 …, to member 1: 4, 7 … */
const member = (disk = {}): ProtocolProcess<Config, State, Message> =>
  new ProtocolProcess<Config, State, Message>(protocol, configOf(3), 0, { values: disk, dropped: 0, log: [] })

const sentTypes = (sent: readonly { to: number; message: Message }[]): string[] =>
  sent.map(({ to, message }) => `${to}: ${protocol.describe(message)}`)

describe('the worked example of docs/own-protocol.md', () => {
  it('asks only once its bid is on disk', () => {
    const one = member()
    expect(one.fire('patience').sent).toEqual([])
    expect(sentTypes(one.sync().sent)).toEqual(['1: ask t3 round 1', '2: ask t3 round 1'])
  })

  it('holds with the grants of a majority, once the term is on disk', () => {
    const one = member()
    one.fire('patience')
    one.sync()
    one.hear(1, { type: 'answer', term: 3, round: 1, granted: true })
    expect(one.status.serving).toBe(false)
    one.sync()
    expect(one.status).toMatchObject({ role: 'holder', term: 3, serving: true, pending: 0 })
  })

  it('grants once it has written the term, and to nobody else until the grant runs out', () => {
    const one = member()
    expect(one.hear(1, { type: 'ask', term: 4, round: 1 }).sent).toEqual([])
    expect(sentTypes(one.sync().sent)).toEqual(['1: grant t4 round 1'])
    expect(sentTypes(one.hear(2, { type: 'ask', term: 5, round: 1 }).sent)).toEqual(['2: refuse t4 round 1'])
    one.fire('grant')
    one.hear(2, { type: 'ask', term: 5, round: 2 })
    expect(sentTypes(one.sync().sent)).toEqual(['2: grant t5 round 2'])
  })

  it('grants nothing after a restart until an earlier grant must have run out', () => {
    const one = member({ term: 4 })
    expect(sentTypes(one.hear(2, { type: 'ask', term: 5, round: 1 }).sent)).toEqual(['2: refuse t4 round 1'])
    one.fire('mute')
    one.hear(2, { type: 'ask', term: 5, round: 2 })
    expect(sentTypes(one.sync().sent)).toEqual(['2: grant t5 round 2'])
  })

  it('counts no answer to an earlier round', () => {
    const one = member()
    one.fire('patience')
    one.sync()
    one.hear(1, { type: 'answer', term: 3, round: 0, granted: true })
    one.sync()
    expect(one.status.role).toBe('asking')
  })

  it('answers a client by its clock: who slept through the end of the lease holds it no more', () => {
    const one = member()
    one.fire('patience')
    one.sync()
    one.hear(1, { type: 'answer', term: 3, round: 1, granted: true })
    one.sync()
    one.clock = 99 * MS
    expect(one.request(1, null).replies[0].result).toMatchObject({ kind: 'done', result: 3 })
    one.clock = 99.9 * MS
    expect(one.request(2, null).replies[0].result).toMatchObject({ kind: 'redirect' })
  })

  it('counts the lease from before the asking, however late the answer', () => {
    const one = member()
    one.fire('patience')
    one.sync()
    one.clock = 60 * MS
    one.hear(1, { type: 'answer', term: 3, round: 1, granted: true })
    expect(one.sync().timers).toContainEqual(
      expect.objectContaining({
        name: 'lapse',
        law: { kind: 'constant', value: (100 * MS * 0.999) / 1.001 - 60 * MS },
      }),
    )
  })

  it('gives back what it was granted when it cannot win', () => {
    const one = member()
    one.fire('patience')
    one.sync()
    one.hear(1, { type: 'answer', term: 0, round: 1, granted: false })
    const asked = one.hear(2, { type: 'answer', term: 0, round: 1, granted: false })
    expect(sentTypes(asked.sent)).toEqual(['1: release t3', '2: release t3'])
  })

  it('moves the end of the lease on with the rounds that are leapt over', () => {
    const one = member()
    one.fire('patience')
    one.sync()
    one.hear(1, { type: 'answer', term: 3, round: 1, granted: true })
    one.sync()
    const before = one.state.until
    protocol.advance(one.config, one.state, 'renew', 1000)
    expect(one.state.until - before).toBe(1000 * 20 * MS)
  })
})

interface Outcome {
  readonly twice: boolean
  readonly held: number
  readonly recovered: boolean
}

/** One hostile history. Every millisecond everyone is asked at the same moment who holds the lease: two may not say "I". */
function history(seed: string, lease: Lease, drift: number, allowed = drift): Outcome {
  const stream = new SeedTree(seed).stream('schedule')
  const members = 3 + stream.below(3)
  const options = {
    seed,
    ...hostileNetwork(stream),
    ...(stream.below(2) === 0 ? { latency: uniform(MS, 15 * MS) } : {}),
    freeze: true,
    drift: Array.from({ length: members }, () => (stream.below(2) === 0 ? drift : -drift)),
  }
  const network = new ProtocolNetwork<Config, State, Message>(lease, configOf(members, allowed), members, options)
  let saying = 0
  let held = 0
  let twice = false
  network.observers.push({
    replied: ({ result }) => {
      if ((result as { kind: string }).kind === 'done') saying += 1
    },
  })
  const askAll = () => {
    saying = 0
    for (let node = 0; node < members; node++) network.request(node, 1, null)
    held += saying
    if (saying > 1) twice = true
    network.at(network.now + MS, askAll)
  }
  network.at(1, askAll)
  network.start()
  // Who holds loses touch with somebody who goes on asking the others.
  const strand = () => {
    const holder = leaderOf(network) ?? 0
    network.partition([holder], [(holder + 1 + stream.below(members - 1)) % members])
  }
  makeTrouble(network, stream, { until: 3000 * MS, every: 25 * MS, deeds: [strand, strand] })
  network.run(3000 * MS, () => twice)
  options.loss = 0
  network.heal()
  network.start()
  const recovered = twice || network.run(5000 * MS, () => saying === 1)
  return { twice, held, recovered }
}

const seeds = Array.from({ length: 100 }, (_, i) => `lease/${i}`)
/** Hunts in up to a thousand histories. */
const findsTwo = (lease: Lease, drift = 0.001): boolean =>
  Array.from({ length: 1000 }, (_, i) => `hunt/${i}`).some(seed => history(seed, lease, drift, 0.001).twice)
/** The protocol with `spoil` done before and after each of its steps. */
const mutant = (spoil: (state: State, input: Input<Message>) => void): Lease => ({
  ...protocol,
  step(config, state, input, out) {
    spoil(state, input)
    protocol.step(config, state, input, out)
    spoil(state, input)
  },
})

describe('what it promises, under crashes, cuts, loss, doubles and clocks that are off by 2 %', () => {
  const outcomes = seeds.map(seed => history(seed, protocol, 0.02))

  it('never two holders at one moment', () => {
    expect(seeds.filter((_, i) => outcomes[i].twice)).toEqual([])
    expect(outcomes.reduce((sum, { held }) => sum + held, 0)).toBeGreaterThan(seeds.length * 50)
  })

  it('a holder again within two seconds after the trouble', () => {
    expect(seeds.filter((_, i) => !outcomes[i].recovered)).toEqual([])
  })

  it('two holders when a restarted member grants at once', () => {
    expect(findsTwo(mutant(state => (state.mute = false)))).toBe(true)
  })

  it('two holders when a grant does not bind', () => {
    const free = mutant((state, input) => {
      if (input.kind === 'message' && state.role !== 'holder') state.grantedTo = -1
    })
    expect(findsTwo(free)).toBe(true)
  })

  it('two holders when clocks drift more than the lease allows for', () => {
    expect(findsTwo(protocol, 0.1)).toBe(true)
  })
})
