import type { LoadReport } from '../../balancers/index.js'
import { PROBE_ANSWER, PROBED } from '../events.js'
import { isCut, transmit } from '../network.js'
import { isPaused } from '../nodes.js'
import { tellClient } from '../trace-records.js'
import type { World } from '../world.js'
import { tellLoad } from './balancing.js'
import { reportOf } from './load-meter.js'
import { policyOf } from './policy-of.js'

/**
 * Probes of load that a policy sends: each a message to a member and one back, on a connection of its own. It is answered at
 * once, with what the member has to do then, and takes no slot. One that is lost is never heard of again; nor is one to a
 * member that is paused, as whoever probes waits no longer than some milliseconds (Wydrowski et al., NSDI 2024, section 5).
 */

/** Sends what the policy asks for. */
export function sendProbes(world: World, s: number): void {
  const service = world.plan.scenario.services[s]
  const { policy, config } = policyOf(service)
  if (policy.probes === undefined) return
  for (const m of policy.probes(config, world.state.services[s].balancer as object, world.workloadStreams.probes(s))) {
    const node = service.members[m]
    const arrives = transmit(world, world.plan.probeChannels[s], -1, node, PROBED, s, m, 0)
    if (world.trace.detail) tellClient(world, s, 'send', -1, node, 'probe', arrives)
  }
}

/** A probe reaches its member, if that is there to hear it. */
export function onProbed(world: World, s: number, m: number): void {
  const node = world.plan.scenario.services[s].members[m]
  if (!world.state.nodes[node].running || isPaused(world, node) || isCut(world, -1, node)) return
  transmit(world, world.plan.probeChannels[s], node, -1, PROBE_ANSWER, s, m, 0, reportOf(world, s, m))
}

/** Its answer reaches the balancer. */
export function onProbeAnswer(world: World, s: number, m: number, report: LoadReport): void {
  if (isCut(world, world.plan.scenario.services[s].members[m], -1)) return
  tellLoad(world, s, m, report)
}
