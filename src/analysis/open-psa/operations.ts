import { exp, expm1, log, log10, pow, sum } from '../../numerics/index.js'
import { DEVIATES } from './deviates.js'
import type { Operation } from './operation.js'
import { fullyTested, testedAndMended, testedAndRepaired, within } from './periodic-test.js'
import { arcCosine, arcSine, arcTangent, cosine, sine, tangent } from './trigonometry.js'

const MANY = Number.POSITIVE_INFINITY
const PI = Math.PI

function one(compute: (x: number) => number, fault?: (x: number) => string | null): Operation {
  return { least: 1, most: 1, compute: ([x]) => compute(x), fault: fault && (([x]) => fault(x)) }
}

function two(compute: (x: number, y: number) => number, fault?: Operation['fault']): Operation {
  return { least: 2, most: 2, compute: ([x, y]) => compute(x, y), fault }
}

function many(compute: (args: readonly number[]) => number, fault?: Operation['fault']): Operation {
  return { least: 1, most: MANY, compute, fault }
}

const truth = (is: boolean) => (is ? 1 : 0)
const aboveZero = (x: number) => (x > 0 ? null : 'its argument is not above 0')
const fromMinusToOne = (x: number) => (x >= -1 && x <= 1 ? null : 'its argument is not between -1 and 1')

const ARITHMETIC: Readonly<Record<string, Operation>> = {
  pi: { least: 0, most: 0, compute: () => PI },
  neg: one(x => -x),
  add: many(args => sum(args)),
  sub: many(args => args.slice(1).reduce((rest, x) => rest - x, args[0])),
  mul: many(args => args.reduce((product, x) => product * x, 1)),
  div: many(
    args => args.slice(1).reduce((quotient, x) => quotient / x, args[0]),
    args => (args.slice(1).includes(0) ? 'it divides by 0' : null),
  ),
  abs: one(Math.abs),
  exp: one(exp),
  log: one(log, aboveZero),
  log10: one(log10, aboveZero),
  sqrt: one(Math.sqrt, x => (x >= 0 ? null : 'its argument is negative')),
  mod: two(
    (x, y) => Math.trunc(x) % Math.trunc(y),
    ([, y]) => (Math.trunc(y) === 0 ? 'it divides by 0' : null),
  ),
  pow: two(pow, ([x, y]) => (x === 0 && y <= 0 ? '0 is raised to a power that is not above 0' : null)),
  ceil: one(Math.ceil),
  floor: one(Math.floor),
  min: many(args => args.reduce((least, x) => Math.min(least, x))),
  max: many(args => args.reduce((most, x) => Math.max(most, x))),
  mean: many(args => sum(args) / args.length),
  sin: one(sine),
  cos: one(cosine),
  tan: one(tangent),
  asin: one(arcSine, fromMinusToOne),
  acos: one(arcCosine, fromMinusToOne),
  atan: one(arcTangent),
  sinh: one(x => (exp(x) - exp(-x)) / 2),
  cosh: one(x => (exp(x) + exp(-x)) / 2),
  tanh: one(x => (x > 20 ? 1 : x < -20 ? -1 : expm1(2 * x) / (expm1(2 * x) + 2))),
}

const LOGIC: Readonly<Record<string, Operation>> = {
  not: one(x => truth(x === 0)),
  and: many(args => truth(args.every(x => x !== 0))),
  or: many(args => truth(args.some(x => x !== 0))),
  eq: two((x, y) => truth(x === y)),
  df: two((x, y) => truth(x !== y)),
  lt: two((x, y) => truth(x < y)),
  gt: two((x, y) => truth(x > y)),
  leq: two((x, y) => truth(x <= y)),
  geq: two((x, y) => truth(x >= y)),
  ite: { least: 3, most: 3, compute: ([test, then, other]) => (test !== 0 ? then : other) },
  /** Pairs of condition and value, then the value of last resort. */
  switch: {
    least: 1,
    most: MANY,
    compute: args => {
      for (let i = 0; i + 1 < args.length; i += 2) if (args[i] !== 0) return args[i + 1]
      return args[args.length - 1]
    },
  },
}

const PERIODIC = [4, 5, 11]

function periodicTestFault(args: readonly number[]): string | null {
  if (!PERIODIC.includes(args.length)) return 'it takes 4, 5 or 11 arguments'
  if (args.some(x => !(x >= 0))) return 'an argument is negative'
  const every = args[args.length === 4 ? 1 : args.length === 5 ? 2 : 3]
  if (!(every > 0)) return 'the time between tests is not above 0'
  if (args.length < 11) return null
  if ([args[5], args[8], args[9]].some(p => p > 1)) return 'a probability is above 1'
  return args[6] <= every ? null : 'a test takes longer than the time between tests'
}

function periodicTest(args: readonly number[]): number {
  if (args.length === 4) return testedAndMended(args[0], args[1], args[2], args[3])
  if (args.length === 5) return testedAndRepaired(args[0], args[1], args[2], args[3], args[4])
  const [rate, rateInTest, repair, every, first, failedByTest, testLength, available, detection, badRestart, time] =
    args
  const availableInTest = available !== 0
  return fullyTested({
    rate,
    rateInTest,
    repair,
    every,
    first,
    failedByTest,
    testLength,
    availableInTest,
    detection,
    badRestart,
    time,
  })
}

const negative = (args: readonly number[]) => (args.some(x => !(x >= 0)) ? 'an argument is negative' : null)

const BUILT_IN: Readonly<Record<string, Operation>> = {
  exponential: two(within, negative),
  /** Failure on demand gamma, rates of failure and repair, time. */
  GLM: {
    least: 4,
    most: 4,
    fault: args =>
      negative(args) ??
      (args[0] > 1 ? 'the probability of failure on demand is above 1' : null) ??
      (args[1] + args[2] > 0 ? null : 'neither rate is above 0'),
    compute: ([gamma, rate, repair, time]) => {
      const both = rate + repair
      return (rate / both) * within(both, time) + gamma * exp(-both * time)
    },
  },
  /** Scale, shape, time shift, time. */
  Weibull: {
    least: 4,
    most: 4,
    fault: args => negative(args) ?? (args[0] > 0 && args[1] > 0 ? null : 'scale or shape is not above 0'),
    compute: ([scale, shape, shift, time]) => (time <= shift ? 0 : -expm1(-pow((time - shift) / scale, shape))),
  },
  'periodic-test': { least: 4, most: 11, fault: periodicTestFault, compute: periodicTest },
}

/** By the name of the element. */
export const OPERATIONS: Readonly<Record<string, Operation>> = { ...ARITHMETIC, ...LOGIC, ...BUILT_IN, ...DEVIATES }
