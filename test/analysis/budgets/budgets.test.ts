import { describe, expect, it } from 'vitest'
import {
  burnAlerts,
  burnRate,
  creditFor,
  detectionTime,
  exhaustion,
  failuresToFire,
  firstAlert,
  resetTime,
  standing,
} from '../../../src/analysis/budgets/index.js'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/units/index.js'

// Quoted: Beyer and others, The Site Reliability Workbook (O'Reilly 2018), chapter 5, "Alerting on SLOs".

describe('an error budget', () => {
  // Table 5-4: burn rates, error rates for an SLO of 99.9 %, and time to exhaustion.
  it.each([
    [0.001, 1, 30 * DAY],
    [0.002, 2, 15 * DAY],
    [0.01, 10, 3 * DAY],
    [1, 1000, 43.2 * MINUTE],
  ])('at an error rate of %d burns %d times too fast', (failing, burn, lasts) => {
    expect(burnRate(failing, 0.001)).toBeCloseTo(burn, 9)
    expect(exhaustion(30 * DAY, burn) / lasts).toBeCloseTo(1, 12)
  })

  it('lasts 20.5 hours at a burn rate of 35, as table 5-5 says: 20.57', () => {
    expect(exhaustion(30 * DAY, 35) / HOUR).toBeCloseTo(20.571, 3)
  })

  it('stands at what was spent of it', () => {
    // 21.6 minutes of 43.2 in the first ten days.
    const now = standing({ allowed: 0.001, window: 30 * DAY }, 10 * DAY, (21.6 * MINUTE) / (10 * DAY))
    expect(now.spent).toBeCloseTo(0.5, 12)
    expect(now.remaining).toBeCloseTo(0.5, 12)
    expect(now.burn).toBeCloseTo(1.5, 12)
    expect(now.exhaustion / DAY).toBeCloseTo(10, 12)
  })

  it('is overspent without end, and untouched without failures', () => {
    const budget = { allowed: 0.001, window: 30 * DAY }
    expect(standing(budget, DAY, 0.06)).toMatchObject({ exhaustion: 0 })
    expect(standing(budget, DAY, 0.06).remaining).toBeCloseTo(-1, 12)
    expect(standing(budget, DAY, 0)).toEqual({ spent: 0, remaining: 1, burn: 0, exhaustion: Infinity })
  })

  it('that rolls on stays as it is while the rate does', () => {
    const budget = { allowed: 0.001, window: 30 * DAY }
    expect(standing(budget, 30 * DAY, 0.0009).exhaustion).toBe(Infinity)
    expect(standing(budget, 30 * DAY, 0.001).exhaustion).toBe(0)
  })

  it('cannot be empty, nor older than its window', () => {
    expect(() => standing({ allowed: 0, window: DAY }, HOUR, 0.1)).toThrow(RangeError)
    expect(() => standing({ allowed: 0.1, window: DAY }, 2 * DAY, 0.1)).toThrow(RangeError)
    expect(() => standing({ allowed: 0.1, window: DAY }, HOUR, 1.1)).toThrow(RangeError)
  })
})

describe('alerts on several windows and burn rates', () => {
  it('burn 14.4, 6, 3 and 1 times over 30 days', () => {
    expect(burnAlerts(30 * DAY).map(alert => alert.burn)).toEqual([14.4, 6, 3, 1])
    expect(burnAlerts(30 * DAY).map(alert => alert.severity)).toEqual(['page', 'page', 'ticket', 'ticket'])
  })

  it('burn 13.44, 5.6, 2.8 and 0.933 times over 28 days', () => {
    expect(burnAlerts(28 * DAY).map(alert => alert.burn)).toEqual([13.44, 5.6, 2.8, 0.9333333333333333])
  })

  it('look at a short window of a twelfth of the long one, as the book advises', () => {
    for (const { long, short } of burnAlerts(30 * DAY)) expect(short * 12).toBe(long)
  })

  it('have spent their share of the budget when they fire, whatever the burn', () => {
    for (const alert of burnAlerts(28 * DAY)) {
      for (const burn of [alert.burn, 20, 1000]) {
        const spent = (burn * detectionTime(alert, burn)) / (28 * DAY)
        expect(spent).toBeCloseTo(alert.percent / 100, 12)
      }
    }
  })

  // The book's own examples of one window: (1 − SLO)/error ratio × window × burn rate.
  it.each([
    [10 * MINUTE, 1, 0.6 * SECOND],
    [36 * HOUR, 1, 129.6 * SECOND],
  ])('tell a total outage over a window of %d µs in time', (long, burn, after) => {
    const alert = { severity: 'page', percent: 0, long, short: long, burn } as const
    expect(detectionTime(alert, 1000) / after).toBeCloseTo(1, 12)
  })

  it('reset 58 minutes after a total outage where the window is an hour and the threshold 36', () => {
    const alert = { severity: 'page', percent: 5, long: HOUR, short: HOUR, burn: 36 } as const
    expect(resetTime(alert, 1000) / MINUTE).toBeCloseTo(57.84, 2)
    expect(resetTime(alert, 20)).toBe(0)
  })

  it('page first for what burns fastest', () => {
    const alerts = burnAlerts(30 * DAY)
    // A total outage at 99.9 %: 14.4 thousandths of an hour.
    expect(firstAlert(alerts, 'page', 1000)?.after).toBeCloseTo(51.84 * SECOND, 0)
    // At ten times only the six-hour window sees it: 6/10 of 6 hours.
    expect(firstAlert(alerts, 'page', 10)?.after).toBeCloseTo(3.6 * HOUR, 0)
    expect(firstAlert(alerts, 'page', 5)).toBeNull()
    expect(firstAlert(alerts, 'ticket', 1)?.after).toBe(3 * DAY)
    expect(firstAlert(alerts, 'ticket', 0.9)).toBeNull()
  })

  it('fire for a single failure where there are few requests', () => {
    // "If a system receives 10 requests per hour, then a single failed request results in an hourly error rate of 10 %.
    // For a 99.9 % SLO, this request constitutes a 1,000x burn rate and would page immediately, as it consumed 13.9 % of
    // the 30-day error budget." The share is right, 1/7.2; the rate is 0.1/0.001, a hundred and not a thousand.
    expect(failuresToFire(burnAlerts(30 * DAY)[0], 0.001, 10 / 3600)).toBeCloseTo(0.144, 12)
    expect(burnRate(1 / 10, 0.001)).toBeCloseTo(100, 9)
    expect(standing({ allowed: 0.001, window: 30 * DAY }, 30 * DAY, 1 / 7200).spent).toBeCloseTo(0.139, 3)
  })

  it('need a budget that outlasts their windows', () => {
    expect(() => burnAlerts(3 * DAY)).toThrow(RangeError)
  })
})

describe('credits', () => {
  // Amazon Compute Service Level Agreement, region level: below 99.99 % 10, below 99.0 % 30, below 95.0 % 100 per cent.
  const compute = [
    { above: 0.0001, credit: 0.1 },
    { above: 0.01, credit: 0.3 },
    { above: 0.05, credit: 1 },
  ]

  it.each([
    [0, 0],
    [0.0001, 0],
    [0.00011, 0.1],
    [0.01, 0.1],
    [0.02, 0.3],
    [0.5, 1],
  ])('for an unavailability of %d pay back %d of the bill', (unavailability, credit) => {
    expect(creditFor(compute, unavailability)).toBe(credit)
  })
})
