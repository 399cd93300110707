import { say, words } from '../../diagnostics/index.js'
import { unsampled } from '../sampled-traffic.js'
import type { Scenario } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import type { Located } from '../shape/shape.js'

/** Says what of a scenario cannot be sampled. */
export function refuseUnsampled(scenario: Scenario, written: Located<unknown>, reading: Reading): void {
  const [first] = unsampled(scenario)
  if (first === undefined) return
  report(reading, 'S230', written.place, say`requests of ${first.of} cannot be sampled: ${words(first.why)}`, {
    help: [words('write `traffic: full`, or leave the key out: every request is then simulated')],
  })
}
