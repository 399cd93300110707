import { describe, expect, it } from 'vitest'
import { perYear, requestUnavailability } from '../../src/experiments/estimates.js'
import { hyperexponential, type Law } from '../../src/laws/index.js'
import { histogramMean, type Interval, meanInterval } from '../../src/statistics/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { md1, mg1, mmc, mmck, supermarket } from '../support/queues.js'
import { constant, exponential } from '../support/scenarios.js'
import { bestOf, station } from '../support/stations.js'
import { meanOver, trialsOf } from '../support/trials.js'

/** Student with 39 degrees of freedom, two-sided at 1e-4. */
const T39 = 4.34
const trials = 40

const tenMs = exponential(10 * MS)
const mixed: Law = hyperexponential([
  { weight: 0.5, mean: 2 * MS },
  { weight: 0.5, mean: 18 * MS },
])

describe('queues, to within 1 %', () => {
  const seconds = 600
  it.each([
    { name: 'M/M/1 at 70 %', what: { rate: 70, serviceTime: tenMs, seconds }, truth: mmc(0.07, 0.1, 1) },
    {
      name: 'M/M/5 at 80 %',
      what: { rate: 400, serviceTime: tenMs, seconds: 150, service: { concurrency: 5 } },
      truth: mmc(0.4, 0.1, 5),
    },
    { name: 'M/D/1 at 80 %', what: { rate: 80, serviceTime: constant(10 * MS), seconds }, truth: md1(0.08, 0.1) },
    { name: 'M/G/1 at 50 %', what: { rate: 50, serviceTime: mixed, seconds }, truth: mg1(0.05, 0.1, 2.28) },
    {
      name: 'M/M/3/7 at 93 %',
      what: { rate: 280, serviceTime: tenMs, seconds: 100, service: { concurrency: 3, queue: 4 } },
      truth: mmck(0.28, 0.1, 3, 7).time,
    },
  ])('$name', ({ name, what, truth }) => {
    const mean = meanOver(trialsOf(station(what, name), trials).map(t => histogramMean(t.workloads[0].latency) / MS))
    expect(Math.abs(mean.mean / truth - 1)).toBeLessThan(0.01)
    expect(Math.abs(mean.z(truth))).toBeLessThan(T39)
  })
})

describe('intervals of studies of M/M/3/7', () => {
  it('hold the truth in about 95 % of 120 studies of ten trials: requests in time, goodput, and the mean latency', () => {
    const what = { rate: 280, serviceTime: tenMs, seconds: 3, warmup: 1, service: { concurrency: 3, queue: 4 } }
    const truth = mmck(0.28, 0.1, 3, 7)
    const held = { lost: 0, goodput: 0, latency: 0 }
    for (let study = 0; study < 120; study++) {
      const trials = trialsOf(station(what, `coverage/${study}`), 10).map(t => t.workloads[0])
      const within = (interval: Interval | null, value: number): number =>
        interval !== null && interval.low <= value && value <= interval.high ? 1 : 0
      const answered = trials.map(w => w.requests - w.failed)
      held.lost += within(requestUnavailability(trials, 0.95), truth.loss)
      held.goodput += within(perYear(answered, 3 * SECOND, SECOND, 0.95), 280 * (1 - truth.loss))
      held.latency += within(meanInterval(trials.map(w => histogramMean(w.latency) / MS)), truth.time)
    }
    // Of 120 at a true 95 %, 105 or fewer about once in 1,000 (binomial tail); all of them, once in 470.
    for (const count of Object.values(held)) expect(count).toBeGreaterThan(105)
  })
})

describe('the supermarket model at 90 %', () => {
  const timeOf = (choices: number, servers: number, seconds: number) => {
    const what = {
      rate: 90 * servers,
      serviceTime: tenMs,
      servers,
      seconds,
      warmup: 5,
      balancer: bestOf(choices, servers),
    }
    const times = trialsOf(station(what, `supermarket/${choices}/${servers}`), 10)
    return meanOver(times.map(t => histogramMean(t.workloads[0].latency) / (10 * MS)))
  }

  it('comes to its limit as servers become many, from above', () => {
    for (const choices of [2, 3, 5]) {
      const limit = supermarket(0.9, choices)
      const [few, many] = [timeOf(choices, 20, 20), timeOf(choices, 200, 4)]
      expect(few.mean).toBeGreaterThan(many.mean)
      expect(many.mean / limit - 1).toBeLessThan(0.03)
      expect(many.mean / limit - 1).toBeGreaterThan(-0.01)
    }
  })

  it('is as many M/M/1 without a choice, whatever their number', () => {
    expect(Math.abs(timeOf(1, 20, 60).z(10))).toBeLessThan(6.01)
  })
})
