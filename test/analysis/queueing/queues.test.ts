import { describe, expect, it } from 'vitest'
import {
  constantService,
  erlangB,
  erlangC,
  limitedRoom,
  manyServers,
  responseQuantile,
  responseSurvival,
  serversForDelay,
  serversForLoss,
  singleServer,
  singleServerOf,
  supermarketResponse,
  supermarketTail,
  UnstableQueueError,
  waitQuantile,
  waitSurvival,
} from '../../../src/analysis/queueing/index.js'
import { constant, exponential, uniform } from '../../../src/laws/index.js'
import { MILLISECOND, SECOND } from '../../../src/units/index.js'

/** A load of so many erlangs whose services take a second on average. */
const erlangs = (offered: number) => ({ arrivals: offered, service: SECOND })

function close(actual: number, wanted: number, tolerance = 1e-13): void {
  expect(Math.abs(actual / wanted - 1), `${actual} against ${wanted}`).toBeLessThan(tolerance)
}

describe('Erlang B', () => {
  // Rappaport, Wireless Communications (2nd edition, 2002), table 3.4: erlangs that channels carry at a grade of service.
  it.each([
    [2, 0.01, 0.153],
    [4, 0.01, 0.869],
    [5, 0.01, 1.36],
    [10, 0.01, 4.46],
    [20, 0.01, 12.0],
    [24, 0.01, 15.3],
    [40, 0.01, 29.0],
    [70, 0.01, 56.1],
    [100, 0.01, 84.1],
    [2, 0.001, 0.046],
    [10, 0.001, 3.09],
    [100, 0.001, 75.2],
  ])(
    '%d channels lose %d at the traffic of the table, %d erlangs, which is rounded to three digits',
    (n, lost, traffic) => {
      const digits = Math.floor(Math.log10(traffic)) - 2
      const step = Math.max(10 ** digits, 0.001) / 2
      expect(erlangB(n, traffic - step)).toBeLessThanOrEqual(lost)
      expect(erlangB(n, traffic + step)).toBeGreaterThanOrEqual(lost)
    },
  )

  it('is a ratio of small whole numbers for small whole numbers', () => {
    // a^c/c! over the sum: 1/2; (9/2)/(1 + 3 + 9/2) = 9/17; (8/6)/(1 + 2 + 2 + 8/6) = 4/19.
    close(erlangB(1, 1), 1 / 2)
    close(erlangB(2, 3), 9 / 17)
    close(erlangB(3, 2), 4 / 19)
    expect(erlangB(3, 0)).toBe(0)
  })

  // mpmath 1.3, 40 digits: the sum of ratios of Poisson terms, from the top.
  it.each([
    [999_000, 0.0002874213757768679],
    [1_000_000, 0.000797460306855561],
    [1_001_000, 0.0015233195758192007],
  ])('of a million servers at %d erlangs', (traffic, blocking) => {
    close(erlangB(1_000_000, traffic), blocking, 1e-11)
  })

  // The Erlang Library for Excel (abstractmicro.com, ErlbNsrvFromBlockage) prints 17.44, 14.30 and 24.49 servers.
  it.each([
    [10, 0.01, 18],
    [10, 0.05, 15],
    [15.7, 0.01, 25],
  ])('carries %d erlangs with %d lost on as many servers as a published function says', (traffic, share, servers) => {
    expect(serversForLoss(traffic, share)).toBe(servers)
  })

  it('finds how many servers it takes, no more and no fewer', () => {
    for (const traffic of [0.3, 4.46, 84.1, 5000]) {
      for (const share of [0.5, 0.01, 1e-6]) {
        const servers = serversForLoss(traffic, share)
        expect(erlangB(servers, traffic)).toBeLessThanOrEqual(share)
        if (servers > 1) expect(erlangB(servers - 1, traffic)).toBeGreaterThan(share)
      }
    }
  })
})

describe('Erlang C', () => {
  it('of 14 servers and 10 erlangs', () => {
    // mpmath 1.3: 0.17413193359504983, which calculators of call centres print as 17.4 %.
    close(erlangC(14, 10), 0.17413193359504983)
    expect(erlangC(14, 10).toFixed(12)).toBe('0.174131933595')
  })

  it('is the utilisation for one server, and 9/14 for two at three quarters', () => {
    close(erlangC(1, 0.999999999999), 0.999999999999)
    // C(2, a) = a²/(2 + a).
    close(erlangC(2, 1.5), 9 / 14)
  })

  // mpmath 1.3, 40 digits.
  it.each([
    [100, 99.9999, 0.9999877900884528],
    [1_000_000, 999_000, 0.22330339029134408],
    [1_000_000, 999_999.999, 0.9999987470196615],
  ])('keeps its digits when %d servers are nearly or quite busy', (servers, traffic, wanted) => {
    close(erlangC(servers, traffic), wanted, 1e-10)
  })

  it('lies above Erlang B, between 0 and 1, and rises with traffic', () => {
    let before = 0
    for (let traffic = 0.5; traffic < 20; traffic += 0.5) {
      const waiting = erlangC(20, traffic)
      expect(waiting).toBeGreaterThanOrEqual(erlangB(20, traffic))
      expect(waiting).toBeGreaterThan(before)
      expect(waiting).toBeLessThan(1)
      before = waiting
    }
  })

  it('has no answer for a queue without end', () => {
    expect(() => erlangC(10, 10)).toThrow(UnstableQueueError)
    expect(() => erlangC(0, 1)).toThrow(RangeError)
    expect(() => erlangC(1.5, 1)).toThrow(RangeError)
    expect(() => erlangB(2, -1)).toThrow(RangeError)
    expect(() => erlangB(2, Number.NaN)).toThrow(RangeError)
  })

  it('finds how many servers it takes, no more and no fewer', () => {
    expect(serversForDelay(10, 0.17413193359505)).toBe(14)
    expect(serversForDelay(10, 0.17413193359504)).toBe(15)
    expect(serversForDelay(10, 1)).toBe(11)
  })
})

describe('M/M/c', () => {
  it('is M/M/1 with one server: mean response s/(1 − ρ), and exponential', () => {
    const queue = manyServers(1, { arrivals: 80, service: 10 * MILLISECOND })
    close(queue.meanResponse, 50 * MILLISECOND)
    close(queue.meanPresent, 4)
    close(responseQuantile(queue, 0.99), 50 * MILLISECOND * Math.log(100))
    close(responseSurvival(queue, 20 * MILLISECOND), 0.6703200460356393)
  })

  it("obeys Little's law", () => {
    for (const [servers, offered] of [
      [1, 0.2],
      [3, 2.9],
      [100, 99.99],
      [1000, 900],
    ] as const) {
      const queue = manyServers(servers, erlangs(offered))
      close(queue.meanQueue, (queue.meanWait / SECOND) * offered)
      close(queue.meanPresent, (queue.meanResponse / SECOND) * offered)
    }
  })

  it('waits have the quantiles of their tail', () => {
    const queue = manyServers(14, erlangs(10))
    expect(waitQuantile(queue, 0.8)).toBe(0)
    close(waitSurvival(queue, waitQuantile(queue, 0.99)), 0.01)
    // 17.4 % wait, and those wait a quarter of a second on average.
    close(queue.meanWait, 0.17413193359504983 * 0.25 * SECOND)
  })

  // mpmath 1.3: wait and service convolved by quadrature.
  it.each([
    [4, 1.6, 1, 0.3858354935307488],
    [2, 1, 3, 0.09957413673572789],
    [2, 1.9, 20, 0.13919098925300755],
    [10, 9.5, 5, 0.13114882535056221],
  ])('%d servers with %d erlangs: a response longer than %d services', (servers, offered, services, wanted) => {
    const queue = manyServers(servers, erlangs(offered))
    close(responseSurvival(queue, services * SECOND), wanted)
    close(responseQuantile(queue, 1 - wanted), services * SECOND, 1e-10)
  })
})

describe('M/M/c/K', () => {
  // mpmath 1.3, 40 digits: the stationary distribution summed term by term.
  it.each([
    [3, 10, 2.5, 0.03904008739814543, 1.6590250669812465, 0.6296679156417284],
    [3, 10, 3, 0.10112359550561797, 2.831460674157303, 0.7875],
    [3, 10, 30, 0.900000000342, 6.8888889026177775, 0.9999999037999996],
    [50, 200, 49.5, 0.0025412082653108667, 50.70978627961287, 0.8956774060543806],
    [2, 400, 1.2, 9.108988584109364e-90, 0.675, 0.45],
  ])('%d servers, room for %d, %d erlangs', (servers, room, offered, lost, queue, waiting) => {
    const limited = limitedRoom(servers, room, erlangs(offered))
    close(limited.lost, lost, 1e-12)
    close(limited.meanQueue, queue, 1e-12)
    close(limited.waiting, waiting, 1e-12)
    close(limited.meanWait, (limited.meanQueue / (offered * (1 - limited.lost))) * SECOND)
  })

  it('is Erlang B without places to wait, and M/M/c with all of them', () => {
    const none = limitedRoom(5, 5, erlangs(4))
    close(none.lost, 0.19906687402799378)
    expect([none.meanQueue, none.waiting, none.meanWait]).toEqual([0, 0, 0])
    const all = limitedRoom(14, 2000, erlangs(10))
    const endless = manyServers(14, erlangs(10))
    close(all.meanWait, endless.meanWait)
    close(all.waiting, endless.waiting)
  })

  it('carries any load, in a room that holds those in service', () => {
    expect(limitedRoom(1, 1, erlangs(0)).lost).toBe(0)
    close(limitedRoom(1, 1, erlangs(1e9)).lost, 1e9 / (1e9 + 1))
    expect(() => limitedRoom(3, 2, erlangs(1))).toThrow(RangeError)
  })
})

describe('M/G/1', () => {
  const load = { arrivals: 80, service: 10 * MILLISECOND }

  it('is M/M/1 with exponential service, and waits half as long with constant service', () => {
    close(singleServer(load, 1).meanWait, manyServers(1, load).meanWait)
    close(constantService(load).meanWait, manyServers(1, load).meanWait / 2)
    close(singleServerOf(80, exponential(10 * MILLISECOND)).meanWait, 40 * MILLISECOND)
    close(singleServerOf(80, constant(10 * MILLISECOND)).meanWait, 20 * MILLISECOND)
  })

  // Pollaczek–Khinchine with E[S²] written out: λE[S²]/(2(1 − ρ)), where E[S²] of uniform(0, b) is b²/3.
  it('of a uniform law', () => {
    const b = 0.02
    close(singleServerOf(80, uniform(0, 20 * MILLISECOND)).meanWait / SECOND, (80 * ((b * b) / 3)) / (2 * (1 - 0.8)))
  })

  it("obeys Little's law, and has no answer for a queue without end", () => {
    const queue = singleServer(load, 3)
    close(queue.meanQueue, (80 * queue.meanWait) / SECOND)
    close(queue.meanPresent, (80 * queue.meanResponse) / SECOND)
    expect(() => singleServer({ arrivals: 100, service: 10 * MILLISECOND }, 1)).toThrow(UnstableQueueError)
    expect(() => singleServer(load, -1)).toThrow(RangeError)
    expect(singleServer(load, Infinity).meanWait).toBe(Infinity)
  })
})

describe('the supermarket model', () => {
  // Mitzenmacher 2001, table 1: the prediction for λ = 0.9.
  it.each([
    [1, 10],
    [2, 2.6141],
    [3, 2.0279],
    [5, 1.6329],
  ])('with %d choices takes %d services at a utilisation of 0.9', (choices, response) => {
    expect(supermarketResponse(0.9, choices)).toBeCloseTo(response, 4)
  })

  // mpmath 1.3.
  it('close to full', () => {
    close(supermarketResponse(0.99, 2), 5.43199657916188)
    close(supermarketResponse(0.99, 5), 2.90168282917415)
  })

  it('has tails that fall doubly exponentially, and whose sum is the mean number present', () => {
    for (const choices of [1, 2, 4]) {
      let present = 0
      for (let i = 1; i < 2000; i++) present += supermarketTail(0.8, choices, i)
      close(present / 0.8, supermarketResponse(0.8, choices))
    }
    close(supermarketTail(0.9, 2, 3), 0.9 ** 7)
    expect(supermarketTail(0.9, 2, 0)).toBe(1)
    expect(supermarketTail(0, 2, 1)).toBe(0)
  })

  it('needs a server with time to spare and a whole number of choices', () => {
    expect(() => supermarketResponse(1, 2)).toThrow(RangeError)
    expect(() => supermarketResponse(0.5, 1.5)).toThrow(RangeError)
    expect(supermarketResponse(0, 2)).toBe(1)
  })
})
