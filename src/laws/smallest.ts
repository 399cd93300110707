/**
 * The smallest x >= 0 for which a condition holds that, once true, stays true, by bisection to the last bit. The range
 * is a guess and is widened as needed.
 */
export function smallest(holds: (x: number) => boolean, low: number, high: number): number {
  let no = low
  let yes = high
  while (no > 0 && holds(no)) {
    yes = no
    no = no < 1e-300 ? 0 : no / 2
  }
  if (no === 0 && holds(0)) return 0
  while (!holds(yes)) {
    no = yes
    yes = yes * 2
    if (yes === Infinity) return Infinity
  }
  for (;;) {
    // Far apart, halve the exponent rather than the distance.
    const middle = no > 0 && yes > 4 * no ? Math.sqrt(no) * Math.sqrt(yes) : no + (yes - no) / 2
    if (middle <= no || middle >= yes) return yes
    if (holds(middle)) yes = middle
    else no = middle
  }
}
