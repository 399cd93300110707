import { afterAll, describe, expect, it } from 'vitest'
import { haproxy } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'
import type { PolicyUse } from '../../src/scenario/index.js'
import { histogramMean } from '../../src/statistics/index.js'
import { apart, type Compared, compare } from '../real/latency-comparison.js'
import { explain } from '../real/latency-picks.js'
import {
  type LatencyRecording,
  latenciesOf,
  meanOf,
  medianOf,
  quantileOf,
  type Run,
  readLatencies,
} from '../real/latency-recording.js'
import { policyConfigOf, strategyOf, wayOf, worldOf } from '../real/latency-simulated.js'
import { measuredPage, percent } from '../support/measured-page.js'

// What test/real/latency-record.mjs recorded, through the simulator. Writes docs/measured/real-latencies.md.
const five = [1, 2, 3, 4, 5]
const cases = [
  { utilisation: 0.7, bound: 0.12 },
  { utilisation: 0.92, bound: 0.25 },
].map(one => {
  const recordings = five.map(run => readLatencies(one.utilisation, run))
  return { ...one, recordings, compared: compare(recordings) }
})
const ms = (time: number, digits = 1) => (time / 1000).toFixed(digits)
const signed = (share: number) => `${share > 0 ? '+' : ''}${percent(share, 2)}`

const [{ versions, machine, seconds }] = cases[0].recordings
const loads = cases.flatMap(({ recordings }) => recordings.flatMap(({ load }) => load))
const page = measuredPage(
  'Latency behind a real HAProxy and a real nginx',
  `Written by \`test/long/real-latencies.test.ts\` from recordings that \`test/real/latency-record.mjs\` made: ${versions.join(', ')},
each proxy on one thread, ten servers of one place each with a queue before it, exponential gaps and exponential demands of
100 ms, ${seconds} s a run, five runs of seeds of their own at each utilisation, the same for all strategies. A client of its
own process sends each request when it is planned, whatever has become of those before. Work is sleep, and how long it
really took was written down; the simulator gets the times at which requests were really sent, the work that was really
done, and the median way over loopback. Nothing is fitted.

The machine (${machine}) was shared: load averages from ${Math.min(...loads)} to ${Math.max(...loads)}. The recorders and proxies ran under
\`chrt -r 1\`, ahead of everything else; what they lagged behind all the same is below. Times are in ms.`,
)

afterAll(() => page.write('real-latencies'))

describe.each(cases)(
  'behind a real HAProxy and nginx at $utilisation',
  ({ utilisation, bound, recordings, compared }) => {
    it('the mean latency is what the simulator says', () => {
      page.table(
        `Latency at ${utilisation}`,
        `Medians of five runs, from the real time of sending; _as planned_ from the planned one. The difference is that of the
medians; beside it the least and the greatest of the five runs'. Wanted is within ${percent(bound, 0)}.`,
        ['strategy', 'real', 'as planned', 'simulated', 'difference', 'in each run', 'real p99', 'simulated p99'],
        compared.map(one => [
          one.strategy,
          ...[one.real, one.planned, one.simulated].map(time => ms(time)),
          signed(one.simulated / one.real - 1),
          `${signed(Math.min(...one.differences))} to ${signed(Math.max(...one.differences))}`,
          ...[one.realP99, one.simulatedP99].map(time => ms(time, 0)),
        ]),
      )
      expect(compared).toHaveLength(7)
      for (const one of compared) {
        expect(Math.abs(one.simulated / one.real - 1), one.strategy).toBeLessThan(bound)
        // Only luck of their own makes these differ by more.
        if (!one.strategy.includes('random'))
          for (const difference of one.differences) expect(Math.abs(difference), one.strategy).toBeLessThan(0.03)
      }
    })

    it('strategies rank alike wherever the real means differ by more than 10 %', () => {
      const pairs = apart(compared, 0.1)
      expect(pairs.length).toBeGreaterThan(12)
      for (const [fast, slow] of pairs) expect(fast.simulated).toBeLessThan(slow.simulated)
      const ranked = (by: (one: Compared) => number) =>
        [...compared].sort((a, b) => by(a) - by(b)).map(one => one.strategy)
      page.table(
        `Ranking at ${utilisation}`,
        `The fastest first. ${pairs.length} of ${(compared.length * (compared.length - 1)) / 2} pairs are more than 10 % apart in reality, and all of them rank alike.`,
        ['', ...compared.map((_, i) => String(i + 1))],
        [
          ['real', ...ranked(one => one.real)],
          ['simulated', ...ranked(one => one.simulated)],
        ],
      )
    })

    it('the recorders kept their times', () => {
      const rows = compared.map(({ strategy }, k) => {
        const runs = recordings.map(({ runs }) => runs[k])
        const spread = (of: (run: Run) => readonly number[]) => {
          const all = runs.flatMap(of)
          return [medianOf(all), quantileOf(all, 0.99), Math.max(...all)].map(time => ms(time, 1)).join(' / ')
        }
        const busy = meanOf(runs.map(run => meanOf(run.work) / (meanOf(gapsOf(run)) * 10)))
        return [
          strategy,
          busy.toFixed(3),
          spread(run => run.late),
          strategyOf(runs[0]).waits ? 'waits there' : spread(run => run.arrive.map((time, i) => time - run.sent[i])),
          spread(run => run.received.map((time, i) => time - run.end[i])),
        ]
      })
      page.table(
        `Scheduling at ${utilisation}`,
        `Median, 99 % and greatest: how late requests were sent, how long they were on their way to a server, and answers on
theirs. Timers of Node go by whole milliseconds. The utilisation is that of the work really done.`,
        ['strategy', 'utilisation', 'sent late by', 'on the way there', 'on the way back'],
        rows,
      )
      for (const { strategy } of compared) expect(strategy).not.toBe('')
      expect(Math.max(...rows.map(row => Number(row[2].split(' / ')[1])))).toBeLessThan(10)
    })
  },
)

describe('request by request', () => {
  // Of each recording. Where requests wait in the proxy, many more orders are open at a time.
  const askedOf = (name: string) => (name.includes('maxconn') ? 300 : 2000)
  const all = cases.flatMap(({ recordings }) => recordings)
  const names = [
    'HAProxy roundrobin',
    'nginx round robin',
    'HAProxy leastconn',
    'nginx least_conn',
    'HAProxy leastconn, maxconn 1',
  ]
  const others: { readonly [name: string]: string } = {
    'HAProxy leastconn': 'nginx least_conn',
    'nginx least_conn': 'HAProxy leastconn',
  }
  const rows: string[][] = []

  afterAll(() =>
    page.table(
      'Request by request',
      `A proxy sees a request after it was sent and before it came to a server, an answer after its work was done and before the
client had it. Where two such spans meet, either may have come first; all such orders are followed until picks tell them
apart (\`test/real/latency-picks.ts\`). _Followed_ are the requests, the first of each of ten
recordings, that the policy sends, each, to the very server that the product chose, in some order that the spans allow.
One that came to its server more than 20 ms after it was sent waited in the proxy; of that it is supposed that it was seen
within 5 ms. _As the other_ is how many of them the other product's rule explains before the first that it cannot, at most. _Alike_ is
how many requests go to the same servers when the simulator runs free, until for the first time two things within a
millisecond happened in another order, least to greatest of ten runs; from there on ties fall otherwise.

So a server's requests are counted as ours are: from the pick to the end of the answer, whatever becomes of the connection.
HAProxy keeps its connections to the servers, and those of clients, and counts none that is idle; nginx opens one for each
request.`,
      ['strategy', 'followed', 'as the other', 'alike when free'],
      rows,
    ),
  )

  it.each(names)('%s picks as our policy does, for an order that the times allow', name => {
    const runs = all.map(({ runs }) => runs.find(({ strategy }) => strategy === name) as Run)
    const followed = runs.map(run => explain(run, askedOf(name)))
    const sum = followed.reduce((count, { requests }) => count + requests, 0)
    const other = runs.map((run, r) => {
      const as = all[r].runs.find(({ strategy }) => strategy === others[name])
      return as === undefined ? null : explain(run, askedOf(name), as).requests
    })
    const alike = cases.flatMap(({ compared }) => compared.filter(({ strategy }) => strategy === name)[0].alike)
    rows.push([
      name,
      `${sum.toLocaleString('en')} of ${(askedOf(name) * runs.length).toLocaleString('en')}`,
      name in others ? String(Math.max(...other.map(Number))) : '–',
      name.includes('maxconn')
        ? '–'
        : name.includes('robin') && Math.min(...alike) > 8000
          ? 'all'
          : `${Math.min(...alike)} to ${Math.max(...alike)}`,
    ])
    expect(sum).toBe(askedOf(name) * runs.length)
    if (name.includes('robin')) expect(alike).toEqual(runs.map(({ sent }) => sent.length))
    if (name in others) expect(Math.max(...other.map(Number))).toBeLessThan(100)
  })
})

describe('by luck', () => {
  const lucks = [1, 2, 3, 4, 5, 6, 7, 8]

  it('the products that draw are as fast as ours, to within what their draws make of it', () => {
    const rows = cases.flatMap(({ utilisation, recordings, compared }) =>
      [...compared.keys()]
        .filter(k => compared[k].strategy.includes('random'))
        .map(k => {
          const scores = recordings.map(recording => {
            const run = recording.runs[k]
            const policy = { name: strategyOf(run).product, config: policyConfigOf(run) }
            const means = lucks.map(luck => meanWith(recording, run, policy, luck))
            const mean = meanOf(means)
            const spread = Math.sqrt(means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (lucks.length - 1))
            return (meanOf(latenciesOf(run)) - mean) / (spread * Math.sqrt(1 + 1 / lucks.length))
          })
          const together = scores.reduce((sum, score) => sum + score, 0) / Math.sqrt(scores.length)
          // Of five sums of Student's law with 7 degrees of freedom, variance 7/5.
          expect(Math.abs(together) / Math.sqrt(7 / 5), compared[k].strategy).toBeLessThan(3.9)
          const shown = scores.map(score => score.toFixed(1)).join(', ')
          return [compared[k].strategy, String(utilisation), shown, together.toFixed(1)]
        }),
    )
    page.table(
      'What luck makes of it',
      `Each run with two random draws, simulated with eight draws of luck: by how many of their standard deviations the real mean
lies above theirs.`,
      ['strategy', 'utilisation', 'each run', 'together'],
      rows,
    )
  })
})

describe('HAProxy and nginx at 0.92', () => {
  const [, { recordings, compared }] = cases
  const servers = (weight: number) => Array.from({ length: 10 }, (_, i) => ({ name: `n-${i + 1}:80`, weight }))
  const random = (weight: number, draws = 2) => ({
    balance: { by: 'random' as const, draws },
    servers: servers(weight),
  })
  const real = (name: string) => compared.filter(({ strategy }) => strategy === name)[0].real

  /** Over the five runs, four times each. */
  const meanOfAll = (policy: PolicyUse) =>
    meanOf(recordings.flatMap(one => [1, 2, 3, 4].map(luck => meanWith(one, one.runs[1], policy, luck))))

  it('differ in how they draw two', () => {
    const uneven = meanOfAll({ name: 'haproxy', config: random(1) })
    const even = meanOfAll({ name: 'haproxy', config: random(256) })
    const twice = meanOfAll({ name: 'least-request', config: { choices: 2, servers: servers(1) } })
    const distinct = meanOfAll({ name: 'nginx', config: { method: 'random-two', servers: servers(1) } })
    const [least, most] = arcs(random(1, 1))
    page.table(
      'HAProxy against nginx at 0.92',
      `By turns and by fewest connections the two are as fast as each other: ${ms(real('HAProxy roundrobin'))} and ${ms(real('nginx round robin'))} ms, ${ms(real('HAProxy leastconn'))} and ${ms(real('nginx least_conn'))} ms.
They break ties differently, HAProxy for who has had that load the longest, nginx by turns, but all servers are alike, so it
does not matter whom a tie falls to.

With the best of two draws HAProxy is slower: ${ms(real('HAProxy random(2)'))} against ${ms(real('nginx random two'))} ms, ${percent(real('HAProxy random(2)') / real('nginx random two') - 1, 0)}. It differs in two things. It draws from
its ring of consistent hashing, on which a server of weight 1 has 16 points, so that with ten of them one is drawn ${percent(least)} of
the time and another ${percent(most)}; and its two draws may be the same server, one time in ten or more, which then gets the request
whatever its load. nginx draws evenly, and again until the two differ. The same arrivals and work through the simulator,
here means of four runs of each of the five, not medians, tell what each is worth; with a higher weight for all, HAProxy's
ring is even.

Only \`maxconn 1\` keeps requests in the balancer until a server is free: one queue for all, so that no server
is idle while anybody waits; nginx has no such queue. It is worth ${percent(1 - real('HAProxy leastconn, maxconn 1') / real('HAProxy leastconn'), 0)} of leastconn's mean.`,
      ['the best of two draws', 'mean'],
      [
        ['HAProxy, weight 1: uneven ring, may draw one twice', ms(uneven)],
        ['HAProxy, weight 256: even ring, may draw one twice', ms(even)],
        ['even, may draw one twice', ms(twice)],
        ['nginx: even, two different ones', ms(distinct)],
      ],
    )
    expect(uneven / even).toBeGreaterThan(1.03)
    expect(Math.abs(even / twice - 1)).toBeLessThan(0.02)
    expect(even / distinct).toBeGreaterThan(1.02)
  })
})

function meanWith(recording: LatencyRecording, run: Run, policy: PolicyUse, luck: number): number {
  const world = worldOf(recording, run, policy, luck)
  world.run()
  return histogramMean(world.state.workloads[0].tally.latency) + wayOf(recording, strategyOf(run).product) / 2
}

/** The least and the greatest share of draws that one server gets. */
function arcs(config: Parameters<typeof haproxy.pick>[0]): [number, number] {
  const stream = new SeedTree('arcs').stream('picks')
  const state = haproxy.init(config)
  const drawn = new Array<number>(10).fill(0)
  const draws = 50_000
  for (let id = 0; id < draws; id++) {
    const { server } = haproxy.pick(config, state, { id, now: id, ...anyone }, stream)
    haproxy.tell(config, state, { kind: 'gone', id, now: id })
    drawn[server] += 1 / draws
  }
  return [Math.min(...drawn), Math.max(...drawn)]
}

const anyone = { key: null, source: [127, 0, 0, 1], uri: '/', tried: [] }

function gapsOf({ sent }: Run): number[] {
  const sorted = [...sent].sort((a, b) => a - b)
  return sorted.slice(1).map((time, i) => time - sorted[i])
}
