import { describe, expect, it } from 'vitest'
import { evaluate, parseExpression, type Reliability } from '../../../src/analysis/expression/index.js'
import { binomialTail } from '../../../src/analysis/expression/redundancy.js'
import { Stream } from '../../../src/random/index.js'
import { DAY, formatAvailability, HOUR, MINUTE, SECOND } from '../../../src/units/index.js'
import { type RandomExpression, randomExpression } from './random-expression.js'

function calculated(text: string): Reliability {
  const parsed = parseExpression(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem))
  return evaluate(parsed.expression)
}

const unavailability = (text: string): number => calculated(text).unavailability

function close(actual: number, wanted: number, tolerance = 1e-13): void {
  expect(Math.abs(actual / wanted - 1), `${actual} against ${wanted}`).toBeLessThan(tolerance)
}

describe('published calculations', () => {
  // Azure/reliable-web-app-pattern-dotnet, assets/sla-calculation.md: "Azure Front Door, Entra ID, and Private DNS Zones are
  // shared resources. However, the rest of the services can be doubled up". It then doubles all of them, the shared ones
  // too, and multiplies the shared ones in once more: 99.98 % × (1 − (1 − 99.546 %)²) = 99.9779 %.
  const shared = '99.990% and 99.990% and 100.00%'
  const link = '99.990%'
  const region = `(${link} and 99.950% and ${link} and 99.900% and ${link} and 99.995% and ${link} and 99.900% and ${link}
    and 99.990% and ${link} and 99.900% and ${link})`

  it('two regions behind shared services: 99.9781 %, where 99.9779 % is in print', () => {
    expect(formatAvailability(unavailability(`${shared} and ${region}`), 3)).toBe('99.546%')
    expect(formatAvailability(unavailability(shared), 3)).toBe('99.980%')
    expect(formatAvailability(unavailability(`${shared} and (99.546% or 99.546%)`), 4)).toBe('99.9779%')
    expect(formatAvailability(unavailability(`${shared} and 1 of 2 ${region}`), 4)).toBe('99.9781%')
  })

  it('the same with the shared services named in both regions, where each is one thing', () => {
    const whole = `(door: 99.990% and entra: 99.990% and dns: 100.00% and ${region})
      or (door and entra and dns and ${region})`
    expect(formatAvailability(unavailability(whole), 4)).toBe('99.9781%')
    close(unavailability(whole), unavailability(`${shared} and 1 of 2 ${region}`))
  })

  // Azure Architecture Center, "Composite SLAs": a web app with a database, and with a queue to fall back on.
  it.each([
    ['99.95% and 99.99%', 2, '99.94%'],
    ['99.99% or 99.9%', 5, '99.99999%'],
    ['99.95% and (99.99% or 99.9%)', 2, '99.95%'],
  ])('%s', (text, digits, printed) => {
    expect(formatAvailability(unavailability(text), digits)).toBe(printed)
  })
})

describe('what an expression means', () => {
  it.each([
    ['99% and 98%', 1 - 0.99 * 0.98],
    ['99% or 98%', 0.01 * 0.02],
    // `and` binds closer than `or`.
    ['99% or 98% and 97%', 0.01 * (1 - 0.98 * 0.97)],
    ['99% and 98% or 97%', (1 - 0.99 * 0.98) * 0.03],
    ['(99% or 98%) and 97%', 1 - (1 - 0.01 * 0.02) * 0.97],
    ['2 of 3 (90%)', 3 * 0.01 * 0.9 + 0.001],
    ['2 of 3 90%', 3 * 0.01 * 0.9 + 0.001],
    ['1 of 1 (90%)', 0.1],
    ['2 of (90%, 80%, 70%)', 0.1 * 0.2 * 0.7 + 0.1 * 0.8 * 0.3 + 0.9 * 0.2 * 0.3 + 0.1 * 0.2 * 0.3],
    ['2 of 3 (90%, 80%, 70%)', 0.1 * 0.2 * 0.7 + 0.1 * 0.8 * 0.3 + 0.9 * 0.2 * 0.3 + 0.1 * 0.2 * 0.3],
    // Copies of a group have parts of their own, but for those with a name.
    ['1 of 2 (99% and 98%)', (1 - 0.99 * 0.98) ** 2],
    ['1 of 2 (99% and power: 98%)', 1 - 0.98 * (1 - 0.01 ** 2)],
    ['power: 98% and 1 of 2 (99% and power)', 1 - 0.98 * (1 - 0.01 ** 2)],
    ['web: 2 of 3 (90%) and web', 3 * 0.01 * 0.9 + 0.001],
    ['a: 90% and a: 90%', 0.1],
    ['a: 90% or b: a', 0.1],
    ['(a: 90% and 80%) or (a and 70%)', 1 - 0.9 * (1 - 0.2 * 0.3)],
    ['mtbf 99h mttr 1h', 0.01],
    ['mttr 1h mtbf 99h', 0.01],
    ['MTBF 99h MTTR 1h AND 4 nines', 1 - 0.99 * 0.9999],
    ['87.6h/y', 0.01],
    ['0.99 and 10 ppm', 1 - 0.99 * 0.00001],
    ['failover(90%, 80%)', 0.1 * 0.2],
    ['failover(90%, 80%, fails 5%)', 0.1 * (0.05 + 0.95 * 0.2)],
    ['net: 99% and failover(90% and net, 80% and net)', 1 - 0.99 * (1 - 0.02)],
  ])('%s', (text, wanted) => {
    close(unavailability(text), wanted, 1e-12)
  })

  it('is the same with any spacing', () => {
    expect(unavailability('2 of 3(99.9%)and(eu:99.95%or us:99.95 %)')).toBe(
      unavailability(' 2  of 3 ( 99.9% ) and\n( eu : 99.95% or us : 99.95% ) '),
    )
  })

  it('keeps its digits far below what 1 − A could hold', () => {
    // Eleven nines each: 1e-22 together, and 3e-22 for two of three.
    close(unavailability('99.999999999% or 99.999999999%'), 1e-22)
    close(unavailability('2 of 3 (99.999999999%)'), 3e-22, 1e-10)
    close(unavailability('x: 99.999999999% or (x and 99%) or 99.999999999%'), 1e-22 * (1 - 0), 1e-12)
    close(unavailability('99.9999999999999999% and 99.9999999999999999%'), 2e-18)
  })

  it('has no limit on length, and none that is felt on copies', () => {
    close(
      unavailability(Array.from({ length: 20_000 }, () => '99.99999%').join(' and ')),
      -Math.expm1(20_000 * Math.log1p(-1e-7)),
      1e-11,
    )
    // mpmath 1.3: the sum of 1,500 terms.
    close(unavailability('9000 of 10000 (91%)'), 0.00026988843051824164, 1e-9)
  })
})

/** Σ C(n, j) pʲ (1 − p)ⁿ⁻ʲ for j from m, with p = a/b, in whole numbers, cut to 17 digits at the end. */
function exactTail(n: number, m: number, a: bigint, b: bigint): string {
  let total = 0n
  let choose = 1n
  for (let j = 0; j <= n; j++) {
    if (j >= m) total += choose * a ** BigInt(j) * (b - a) ** BigInt(n - j)
    choose = (choose * BigInt(n - j)) / BigInt(j + 1)
  }
  const scale = 10n ** 400n
  const digits = ((total * scale) / b ** BigInt(n)).toString()
  return `${digits.slice(0, 20)}e${digits.length - 20 - 400}`
}

describe('the binomial tail', () => {
  it.each([
    [3, 2, 1n, 1000n],
    [5, 3, 1n, 10n ** 12n],
    [7, 1, 3n, 4n],
    [100, 50, 1n, 2n],
    [100, 3, 1n, 2n],
    [1000, 1, 1n, 1000n],
    [1000, 50, 1n, 100n],
    [400, 399, 99n, 100n],
    [2, 1, 1n, 10n ** 15n],
  ])('P(X of %d ≥ %d) at p = %d/%d, against whole numbers', (n, m, a, b) => {
    close(binomialTail(n, m, Number(a) / Number(b)), Number(exactTail(n, m, a, b)), 2e-12)
  })

  it('at its ends', () => {
    expect(binomialTail(5, 0, 0.5)).toBe(1)
    expect(binomialTail(5, 6, 0.5)).toBe(0)
    expect(binomialTail(5, 5, 1)).toBe(1)
    expect(binomialTail(5, 1, 0)).toBe(0)
  })
})

describe('against truth tables', () => {
  const stream = Stream.from([20_251, 4, 11, 7])
  const cases: RandomExpression[] = []
  while (cases.length < 1000) {
    const made = randomExpression(stream)
    if (made.atoms.length <= 9) cases.push(made)
  }

  it('has shared parts in most of the cases, and copies in many', () => {
    expect(cases.filter(({ shared }) => shared).length).toBeGreaterThan(400)
    expect(cases.filter(({ text }) => / of /.test(text)).length).toBeGreaterThan(400)
  })

  it('the unavailability is the sum over all states in which it is down', () => {
    for (const made of cases) close(unavailability(made.text), made.down(), 1e-11)
  })

  it('the frequency is the flow from the states in which it is up to those in which it is down', () => {
    let checked = 0
    for (const made of cases) {
      if (made.text.includes('failover')) continue
      const { frequency } = calculated(made.text)
      close(frequency as number, made.flow(), 1e-9)
      checked++
    }
    expect(checked).toBeGreaterThan(500)
  })
})

describe('how often it fails', () => {
  const perYear = (text: string) => calculated(text).frequency! * 365 * DAY

  it('is known where all parts have a mean up time', () => {
    close(perYear('mtbf 364d mttr 1d'), 1)
    close(perYear('mtbf 364d mttr 1d and mtbf 364d mttr 1d'), 2 * (364 / 365))
    expect(calculated('mtbf 364d mttr 1d and 99.9%').frequency).toBeNull()
    expect(calculated('mtbf 364d mttr 1d and 100%').frequency).not.toBeNull()
  })

  // Two units with rates λ and μ, one needed: mean up time (2λ + μ)/2λ², mean outage 1/2μ (Barlow and Proschan 1975).
  it('gives mean up time and mean outage of a pair', () => {
    const { unavailability: u, frequency } = calculated('1 of 2 (mtbf 60d mttr 10m)')
    const [lambda, mu] = [1 / (60 * DAY), 1 / (10 * MINUTE)]
    close((1 - u) / frequency!, (2 * lambda + mu) / (2 * lambda * lambda), 1e-11)
    close(u / frequency!, 5 * MINUTE, 1e-11)
  })
})

describe('a failover', () => {
  /** The life of a pair over many failures of the primary, told event by event. */
  function simulated(mtbf: number, mttr: number, other: number, repair: number, takes: number, fails: number) {
    const stream = Stream.from([31, 41, 59, 26])
    const cycles = 1_000_000
    const standby = { up: true, until: stream.exponential() * other }
    /** Downtime of the standby in [from, to], and how often it goes down there. */
    const watch = (from: number, to: number) => {
      let down = 0
      let falls = 0
      let at = from
      while (at < to) {
        while (standby.until <= at) flip()
        const end = Math.min(standby.until, to)
        if (!standby.up) down += end - at
        at = end
        if (standby.until <= to && standby.up) falls++
      }
      return { down, falls }
    }
    const flip = () => {
      standby.up = !standby.up
      standby.until += stream.exponential() * (standby.up ? other : repair)
    }
    let now = 0
    let down = 0
    let outages = 0
    for (let i = 0; i < cycles; i++) {
      now += stream.exponential() * mtbf
      const outage = stream.exponential() * mttr
      const begin = Math.min(takes, outage)
      if (stream.unit() < fails) {
        down += outage
        outages++
      } else {
        const seen = watch(now + begin, now + outage)
        down += begin + seen.down
        outages += 1 + seen.falls
      }
      now += outage
    }
    return { unavailability: down / now, frequency: outages / now }
  }

  it('that takes time and may fail: as its life told event by event', () => {
    const told = simulated(30 * DAY, 2 * HOUR, 20 * DAY, 12 * HOUR, 5 * MINUTE, 0.02)
    const formula = calculated('failover(mtbf 30d mttr 2h, mtbf 20d mttr 12h, takes 5m, fails 2%)')
    // Downtime varies by 3.6 of its mean from failure to failure, their number by one: four standard errors of each.
    close(told.unavailability, formula.unavailability, 0.015)
    close(told.frequency, formula.frequency!, 0.005)
  })

  it('costs what it takes at every failure, but no more than the repair', () => {
    const u = 1 / 721
    const text = (takes: string) => unavailability(`failover(mtbf 30d mttr 1h, 100%, takes ${takes})`)
    close(text('30s'), u * (1 - Math.exp(-30 / 3600)), 1e-12)
    close(text('30s'), (30 * SECOND) / (30 * DAY + HOUR), 0.005)
    close(text('10y'), u, 1e-12)
  })

  it('knows from `every` how often the primary fails, where its parts do not say', () => {
    const cycle = 'failover(mtbf 719h mttr 1h, 99.9%, takes 30s, fails 1%)'
    close(
      unavailability(cycle),
      unavailability(`failover(${1 - 1 / 720}, 99.9%, takes 30s, every 720h, fails 1%)`),
      1e-9,
    )
    expect(() => unavailability('failover(99.9%, 99.9%, takes 30s)')).toThrow(/how often the primary fails/)
  })

  it('of a primary with shared parts takes its time there too', () => {
    const plain = 'failover(mtbf 30d mttr 1h, mtbf 20d mttr 1h, takes 30s, fails 1%)'
    const shared = 'failover(a: mtbf 30d mttr 1h or a, b: mtbf 20d mttr 1h or b, takes 30s, fails 1%)'
    close(unavailability(shared), unavailability(plain), 1e-12)
  })
})
