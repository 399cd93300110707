import { describe, expect, it } from 'vitest'
import { hyperexponential } from '../../src/laws/index.js'
import { histogramMean } from '../../src/statistics/index.js'
import { MILLISECOND as MS } from '../../src/units/index.js'
import { mg1, mmck, supermarket } from '../support/queues.js'
import { exponential } from '../support/scenarios.js'
import { bestOf, station } from '../support/stations.js'
import { meanOver, trialsOf } from '../support/trials.js'

/** Student with 19 degrees of freedom, two-sided at 1e-4. To within 1 % the same is held in test/long/stations.test.ts. */
const T19 = 4.93

const response = (what: Parameters<typeof trialsOf>[0]) =>
  trialsOf(what, 20).map(t => histogramMean(t.workloads[0].latency) / MS)

describe('stations of one and of many servers', () => {
  it('make clients wait by the variance of service, as M/G/1 does', () => {
    // Means 2 and 18 ms, half and half: second moment 328, squared variation 2.28.
    const law = hyperexponential([
      { weight: 0.5, mean: 2 * MS },
      { weight: 0.5, mean: 18 * MS },
    ])
    const mean = meanOver(response(station({ rate: 50, serviceTime: law, seconds: 8 }, 'M/G/1')))
    expect(Math.abs(mean.z(mg1(0.05, 0.1, 2.28)))).toBeLessThan(T19)
    expect(mean.error / mean.mean).toBeLessThan(0.08)
  })

  it('turn away and keep waiting as M/M/c/K does', () => {
    const what = { rate: 280, serviceTime: exponential(10 * MS), seconds: 4, service: { concurrency: 3, queue: 4 } }
    const trials = trialsOf(station(what, 'M/M/3/7'), 20).map(t => t.workloads[0])
    const truth = mmck(0.28, 0.1, 3, 7)
    expect(Math.abs(meanOver(trials.map(w => w.failed / w.requests)).z(truth.loss))).toBeLessThan(T19)
    expect(Math.abs(meanOver(trials.map(w => histogramMean(w.latency) / MS)).z(truth.time))).toBeLessThan(T19)
  })

  it('are a supermarket where the best of two is taken: slower than in the limit of many, by little', () => {
    expect([1, 2, 3, 5].map(d => Number(supermarket(0.9, d).toFixed(3)))).toEqual([10, 2.614, 2.028, 1.633])
    const servers = 50
    const what = {
      rate: 900,
      serviceTime: exponential(50 * MS),
      servers,
      seconds: 1,
      warmup: 2,
      balancer: bestOf(2, servers),
    }
    const mean = meanOver(response(station(what, 'supermarket')).map(time => time / 50))
    const limit = supermarket(0.9, 2)
    expect(mean.mean).toBeGreaterThan(limit - T19 * mean.error)
    expect(mean.mean).toBeLessThan(limit * 1.12)
  })
})
