import { pow } from '../../numerics/index.js'

/**
 * The share of servers with at least `present` requests when every arrival looks at `choices` servers chosen at random
 * and joins the shortest queue: λ^((dⁱ − 1)/(d − 1)), in the limit of many servers. Mitzenmacher, "The power of two
 * choices in randomized load balancing", IEEE Transactions on Parallel and Distributed Systems 12 (2001), section 2.
 *
 * @param utilisation of each server, from 0 to below 1
 * @param choices d, a whole number from 1
 * @param present i, a whole number from 0
 * @throws RangeError for other arguments
 */
export function supermarketTail(utilisation: number, choices: number, present: number): number {
  check(utilisation, choices)
  return present === 0 ? 1 : pow(utilisation, exponentAt(choices, present))
}

/**
 * The mean time from arrival to the end of service in the same model, in units of the mean service time:
 * Σ λ^((dⁱ − d)/(d − 1)) over i from 1. With one choice this is M/M/1.
 *
 * @throws RangeError as `supermarketTail`
 */
export function supermarketResponse(utilisation: number, choices: number): number {
  check(utilisation, choices)
  if (choices === 1) return 1 / (1 - utilisation)
  let total = 0
  for (let i = 1; ; i++) {
    const term = pow(utilisation, exponentAt(choices, i) - 1)
    total += term
    if (term < total / 2 ** 60) return total
  }
}

/** 1 + d + d² + … + d^(i−1). */
function exponentAt(choices: number, present: number): number {
  let sum = 0
  for (let i = 0; i < present && sum < Infinity; i++) sum = sum * choices + 1
  return sum
}

function check(utilisation: number, choices: number): void {
  if (!(utilisation >= 0 && utilisation < 1)) {
    throw new RangeError(`utilisation is from 0 to below 1, not ${utilisation}`)
  }
  if (!Number.isInteger(choices) || choices < 1)
    throw new RangeError(`choices are a whole number from 1, not ${choices}`)
}
