import { usualSampling } from '../sampled-traffic.js'
import { byForm, isMapTree, isScalarTree, refine } from '../shape/collection.js'
import { maybe, object, preset } from '../shape/object.js'
import { choice, count, positiveDuration, share } from '../shape/scalar.js'
import { tagged } from '../shape/tagged.js'

/** How requests are simulated when not all of them are. */
export interface SampledBody {
  readonly precision: number
  readonly floor: number | null
  readonly quiet: number | null
  readonly requests: number
}

const options = object({
  precision: preset(
    share,
    '5%',
    'relative half-width, at 95 %, to which the failed share of requests is estimated in every state of the cluster',
  ),
  floor: maybe(
    share,
    'a half-width of that share that is fine enough whatever the share; unless said, `precision` of what the strictest expectation of requests allows, or of 0.1%',
  ),
  quiet: maybe(
    positiveDuration,
    'how long nothing may have changed until the cluster is taken as settled; unless said, all time-outs, checks, warm-ups and memories of the balancer one after the other',
  ),
  requests: preset(
    count(10_000, 1_000_000_000),
    1_000_000,
    'simulated at most for one state of the cluster, and for what follows one change',
  ),
})

/** Null: every request is simulated. */
export const traffic = byForm<SampledBody | null>([
  { when: isScalarTree, shape: refine(choice(['full', 'sampled']), way => (way === 'full' ? null : usualSampling)) },
  {
    when: isMapTree,
    shape: tagged<SampledBody>('way to simulate traffic', {
      sampled: {
        shape: refine(options, (body): SampledBody => body),
        about: 'requests of a sample of the time, weighed by the rest',
      },
    }),
  },
])
