import { closeComponent, closeHealth, closeLedger, observeComponent } from '../measures/index.js'
import { observeNow } from './conditions.js'
import { domainIsUp } from './domains.js'
import { beginSources } from './faults.js'
import { beginDetecting, endDetecting } from './monitors.js'
import { scheduleOperations } from './operations.js'
import { noteHealth } from './traffic/health-checks.js'
import { noteBusy } from './traffic/load-meter.js'
import type { World } from './world.js'

/** The warm-up is over: fault clocks start, and from now on everything counts. */
export function beginMeasuring(world: World): void {
  const { state } = world
  state.stage = 'measuring'
  for (const service of state.services) observeNow(world, service)
  for (const [n, node] of state.nodes.entries()) observeComponent(state.nodeLedgers[n], world.now, node.serving)
  for (const d of state.domainLedgers.keys()) observeComponent(state.domainLedgers[d], world.now, domainIsUp(world, d))
  beginDetecting(world)
  for (const [s, { health }] of state.services.entries())
    for (const m of health?.members.keys() ?? []) noteHealth(world, s, m)
  beginSources(world)
  scheduleOperations(world)
}

/** The horizon is reached: what is open is closed there. */
export function endMeasuring(world: World): void {
  const { state, plan } = world
  if (state.stage === 'closed') return
  for (const service of state.services) {
    if (service.dualSince >= 0) service.dual += plan.to - Math.max(service.dualSince, plan.from)
    service.dualSince = -1
    closeLedger(service.ledger, plan.to)
    if (service.health !== undefined) {
      for (const { watch } of service.health.members) closeHealth(service.health.tally, watch, plan.to)
    }
    if (service.attempts !== null) noteBusy(service.attempts, service.members, plan)
  }
  for (const ledger of [...state.nodeLedgers, ...state.domainLedgers]) closeComponent(ledger, plan.to)
  endDetecting(world)
  state.stage = 'closed'
}
