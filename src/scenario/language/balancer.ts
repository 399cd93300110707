import { maybe, object, preset } from '../shape/object.js'
import { positiveDuration } from '../shape/scalar.js'
import { located } from '../shape/shape.js'
import { healthCheck } from './health-check.js'
import { policy } from './policies.js'

/** How requests find a member of a service. */
export const balancer = object({
  policy: preset(policy, 'round-robin', 'how a member is picked'),
  'connect-timeout': maybe(
    located(positiveDuration),
    'how long an attempt waits for a member that does not answer the call; as long as for its answer, unless said',
  ),
  'health-check': maybe(
    healthCheck,
    'heartbeats from the members, or checks as a product makes them; without, it never learns of a death and picks blindly',
  ),
})
