import { healthCheckNamed } from '../balancers/index.js'
import { type Phrase, say, words } from '../diagnostics/index.js'
import { quantile } from '../laws/index.js'
import { formatDuration } from '../units/index.js'
import type { Scenario, Service } from './scenario.js'

/** One check in a hundred takes at least so long to be answered. */
const slow = 0.99

/** What there is to say of a balancer whose checks wait for less than an answer takes; null when there is nothing. */
export function impatientChecks(
  { network }: Scenario,
  { id, balancer }: Service,
): { message: Phrase; help: Phrase } | null {
  const use = balancer?.check
  const described = use === undefined ? null : healthCheckNamed(use.name)
  if (use === undefined || described === null) return null
  const { answer } = described.check.patience(use.config)
  const work = use.work === undefined ? 0 : quantile(use.work, slow)
  const needed = 2 * quantile(network.classes[network.clients].latency, slow) + work
  if (answer >= needed) return null
  const message = say`health checks of ${id} wait for ${formatDuration(answer)}, and an answer takes ${formatDuration(Math.round(needed))}`
  return { message, help: words('members that are well are then taken for down') }
}
