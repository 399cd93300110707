import { say, words } from '../../diagnostics/index.js'
import type { SampledBody } from '../language/sampled-traffic.js'
import { type SampledTraffic, unsampled } from '../sampled-traffic.js'
import type { Scenario } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import type { Located } from '../shape/shape.js'

/** What requests are allowed where no expectation says. */
const usual = 0.001

/** The half-widths that are fine enough follow from what is promised of requests. */
export function resolveTraffic(body: SampledBody, { expectations }: Pick<Scenario, 'expectations'>): SampledTraffic {
  const promised = expectations
    .filter(({ metric, threshold }) => metric === 'request-availability' && threshold > 0)
    .map(({ threshold }) => threshold)
  const strictest = promised.length === 0 ? usual : Math.min(...promised)
  return { ...body, floor: body.floor ?? body.precision * strictest }
}

/** Says what of a scenario cannot be sampled. */
export function refuseUnsampled(scenario: Scenario, written: Located<unknown>, reading: Reading): void {
  const [first] = unsampled(scenario)
  if (first === undefined) return
  report(reading, 'S230', written.place, say`requests of ${first.of} cannot be sampled: ${words(first.why)}`, {
    help: [words('write `traffic: full`, or leave the key out: every request is then simulated')],
  })
}
