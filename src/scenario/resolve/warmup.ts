import { healthCheckNamed } from '../../balancers/index.js'
import { type Law, quantile } from '../../laws/index.js'
import { ownProtocol } from '../../protocols/index.js'
import type { BalancerUse, DetectorGroup, Monitor, OwnRedundancy, Service } from '../scenario.js'

/** How many of the longest waits a warm-up lasts, unless the file says. */
const waits = 10

/** Time for protocols and detectors to settle: ten times the longest election timeout or detector horizon; 0 without any. */
export function defaultWarmup(services: readonly Service[], detectors: readonly DetectorGroup[]): number {
  const lengths = [...services.flatMap(waitsOf), ...detectors.map(group => horizonOf(group.monitor))]
  return waits * lengths.reduce((longest, length) => Math.max(longest, length), 0)
}

function waitsOf({ redundancy, balancer }: Service): number[] {
  const check = balancer === null ? [] : checksOf(balancer)
  if (redundancy.kind === 'k-of-n') return check
  if (redundancy.kind === 'raft') return [longestOf(redundancy.config.electionTimeout), ...check]
  if ('monitor' in redundancy) return [horizonOf(redundancy.monitor), ...check]
  if (redundancy.kind === 'zab') {
    const { tickTime, initLimit, syncLimit } = redundancy.config
    return [tickTime * Math.max(initLimit, syncLimit)]
  }
  // Nothing settles before somebody proposes.
  if (redundancy.kind === 'single-paxos') return []
  if (redundancy.kind === 'own') return [longestSetting(redundancy)]
  const { config } = redundancy
  return [longestOf('viewTimeout' in config ? config.viewTimeout : config.electionTimeout)]
}

/** Products begin with what they hold for up, and settle after some checks. */
function checksOf({ monitor, check }: BalancerUse): number[] {
  const known = check === undefined ? null : healthCheckNamed(check.name)
  const period = known === null || check === undefined ? [] : [known.check.period(check.config)]
  return [...(monitor === null ? [] : [horizonOf(monitor)]), ...period]
}

/** Nobody knows what the settings of a protocol of one's own mean; what it waits for is one of them. */
function longestSetting({ name, config }: OwnRedundancy): number {
  let longest = 0
  const set = config as { readonly [setting: string]: unknown }
  for (const [key, { is }] of Object.entries(ownProtocol(name)?.settings ?? {})) {
    if (is === 'duration') longest = Math.max(longest, set[key] as number)
    else if (is === 'law') longest = Math.max(longest, longestOf(set[key] as Law))
  }
  return longest
}

/** About how long a silence lasts until it is noticed. */
export function horizonOf({ heartbeat, detector }: Monitor): number {
  if (detector.kind === 'timeout') return detector.timeout
  if (detector.kind === 'missed') return detector.beats * heartbeat + (detector.grace ?? 0)
  // Six deviations stand for the threshold; exact is only the running detector.
  return heartbeat + detector.pause + 6 * detector.minStdDev
}

/** The end of a law's reach, or its 99.9 % quantile where it has none; whole microseconds. */
export function longestOf(law: Law): number {
  return Math.ceil(law.kind === 'uniform' ? law.high : quantile(law, 0.999))
}
