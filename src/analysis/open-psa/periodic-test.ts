import { exp, expm1 } from '../../numerics/index.js'

/** The probability that something at this rate happens within the time. */
export function within(rate: number, time: number): number {
  return -expm1(-rate * time)
}

/**
 * Unavailability of a component whose failures show only in tests, which take no time and mend it at once.
 *
 * @param every time from test to test; @param first time of the first test. All in one unit of time.
 */
export function testedAndMended(rate: number, every: number, first: number, time: number): number {
  if (time <= first) return within(rate, time)
  const since = time - first
  const rest = since - Math.floor(since / every) * every
  // At the moment of a test the component is seen as it was just before.
  return within(rate, rest === 0 ? every : rest)
}

/**
 * The same where a failure that a test has shown is repaired at a rate. Between tests the component works, is failed
 * without anybody knowing, or is in repair: a Markov chain, in which only the test changes unknown failures to repairs.
 */
export function testedAndRepaired(rate: number, repair: number, every: number, first: number, time: number): number {
  if (time <= first) return within(rate, time)
  const since = time - first
  const periods = Math.floor(since / every)
  let failed = within(rate, first)
  const fresh = within(rate, every)
  const carried = stillFailed(rate, repair, every)
  for (let period = 0; period < periods; period++) {
    const next = (1 - failed) * fresh + failed * carried
    // The state at the tests contracts to a fixed point, after which nothing changes any more.
    if (next === failed) break
    failed = next
  }
  const rest = since - periods * every
  return (1 - failed) * within(rate, rest) + failed * stillFailed(rate, repair, rest)
}

/** In repair from the beginning: the probability not to work at the end, either not yet repaired or failed again. */
function stillFailed(rate: number, repair: number, time: number): number {
  return exp(-repair * time) + repairedAndFailed(rate, repair, time)
}

/** The probability that a repair ends and the component then fails, all within the time. */
function repairedAndFailed(rate: number, repair: number, time: number): number {
  if (rate === repair) return within(rate, time) - rate * time * exp(-rate * time)
  return (rate * within(repair, time) - repair * within(rate, time)) / (rate - repair)
}

/** The eleven arguments of the full model, in their order in the file. */
export interface FullTest {
  /** Rate of failure, and the same under test. */
  readonly rate: number
  readonly rateInTest: number
  readonly repair: number
  readonly every: number
  readonly first: number
  /** Probability that the test itself makes it fail as it begins. */
  readonly failedByTest: number
  readonly testLength: number
  readonly availableInTest: boolean
  /** Probability that the test shows a failure. */
  readonly detection: number
  /** Probability that it is put back wrongly after a repair. */
  readonly badRestart: number
  readonly time: number
}

interface States {
  readonly working: number
  readonly unknown: number
  readonly inRepair: number
}

/**
 * The full model: tests that take time, may harm, may overlook, and repairs that may go wrong. A failure is seen, or
 * not, as the test meets it; what is in repair stays out of the test.
 */
export function fullyTested(test: FullTest): number {
  const { time, first, every, testLength } = test
  if (time <= first) return within(test.rate, time)
  const since = time - first
  const periods = Math.floor(since / every)
  let states: States = { working: 1 - within(test.rate, first), unknown: within(test.rate, first), inRepair: 0 }
  for (let period = 0; period < periods; period++) {
    const next = between(test, underTest(test, states, testLength), every - testLength)
    if (next.working === states.working && next.unknown === states.unknown && next.inRepair === states.inRepair) break
    states = next
  }
  const rest = since - periods * every
  if (rest <= testLength) {
    const after = underTest(test, states, rest)
    return test.availableInTest ? 1 - after.working : 1 - after.working + survivors(test, states, rest)
  }
  return 1 - between(test, underTest(test, states, testLength), rest - testLength).working
}

/** Those that were working before the test and are so in it. */
function survivors(test: FullTest, { working }: States, length: number): number {
  return working * (1 - test.failedByTest) * exp(-test.rateInTest * length)
}

function underTest(test: FullTest, states: States, length: number): States {
  const harmed = test.failedByTest + (1 - test.failedByTest) * within(test.rateInTest, length)
  const met = states.unknown + states.working * harmed
  const unknown = states.inRepair * backAndFailed(test, length) + (1 - test.detection) * met
  const inRepair = states.inRepair * exp(-test.repair * length) + test.detection * met
  return { working: 1 - unknown - inRepair, unknown, inRepair }
}

function between(test: FullTest, states: States, length: number): States {
  const unknown =
    states.unknown + states.working * within(test.rate, length) + states.inRepair * backAndFailed(test, length)
  const inRepair = states.inRepair * exp(-test.repair * length)
  return { working: 1 - unknown - inRepair, unknown, inRepair }
}

function backAndFailed(test: FullTest, length: number): number {
  const wrong = test.badRestart * within(test.repair, length)
  return wrong + (1 - test.badRestart) * repairedAndFailed(test.rate, test.repair, length)
}
