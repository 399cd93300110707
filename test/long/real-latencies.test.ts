import { afterAll, describe, expect, it } from 'vitest'
import { haproxy } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'
import type { PolicyUse } from '../../src/scenario/index.js'
import { histogramMean } from '../../src/statistics/index.js'
import { apart, type Compared, compare } from '../real/latency-comparison.js'
import { explain } from '../real/latency-picks.js'
import { meanOf, medianOf, quantileOf, type Run, readLatencies } from '../real/latency-recording.js'
import { strategyOf, wayOf, worldOf } from '../real/latency-simulated.js'
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

The machine (${machine}, ${process.arch}) was shared: load averages from ${Math.min(...loads)} to ${Math.max(...loads)}. The recorders and proxies ran under
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
medians; beside it the least and the greatest of the five runs'. Wanted are ${percent(bound, 0)}.`,
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
  // Of each recording. A stall of the machine in which a dozen things happen at once has more orders than can be followed.
  const askedOf = (name: string) => (name.includes('maxconn') ? 500 : 2000)
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
apart (\`test/real/latency-picks.ts\`). _Followed_ are the first requests that the policy sends, each, to the very server that
the product chose, in some order that the spans allow, in ten recordings; what is not followed lies behind
a stall of the machine. _As the other_ is how many requests the other product's rule explains before the first that it
cannot, at most. _Alike_ is how many requests go to the same servers when the simulator runs free, until for the first
time two things happened in another order, least to greatest of ten runs: after that another server is equally good.`,
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
    if (name.includes('robin')) expect(sum).toBe(askedOf(name) * runs.length)
    expect(sum).toBeGreaterThan(0.5 * askedOf(name) * runs.length)
    if (name in others) expect(Math.max(...other.map(Number))).toBeLessThan(100)
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

  /** Mean over the five runs, four times each. */
  const meanWith = (policy: PolicyUse) =>
    meanOf(
      recordings.flatMap(recording =>
        [1, 2, 3, 4].map(luck => {
          const run = recording.runs[1]
          const world = worldOf(recording, run, policy, luck)
          world.run()
          return histogramMean(world.state.workloads[0].tally.latency) + wayOf(recording, 'haproxy') / 2
        }),
      ),
    )

  it('differ in how they draw two', () => {
    const uneven = meanWith({ name: 'haproxy', config: random(1) })
    const even = meanWith({ name: 'haproxy', config: random(256) })
    const twice = meanWith({ name: 'least-request', config: { choices: 2, servers: servers(1) } })
    const distinct = meanWith({ name: 'nginx', config: { method: 'random-two', servers: servers(1) } })
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
means of twenty runs, tell what each is worth; with a higher weight for all, HAProxy's ring is even.

Only \`maxconn 1\` keeps requests in the balancer until a server is free: one queue for all, which no picking on arrival can
better, and nginx has no such queue. It is worth ${percent(1 - real('HAProxy leastconn, maxconn 1') / real('HAProxy leastconn'), 0)} of leastconn's mean.`,
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
