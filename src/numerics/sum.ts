/**
 * The sum of the values in the order given, compensated (Neumaier 1974): the error does not grow with their number
 * unless they cancel. An empty sum is 0.
 */
export function sum(values: ArrayLike<number>): number {
  let total = 0
  let lost = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  // With an infinity among the values `lost` is NaN, and the plain total is the answer.
  return Number.isFinite(lost) ? total + lost : total
}
