import type { LoadReport } from '../balancers/index.js'
import type { EventView } from '../kernel/index.js'
import type { Plain } from '../protocols/index.js'
import { onAsk } from './clients.js'
import { flush } from './conditions.js'
import * as events from './events.js'
import { onStep, onStrike } from './faults.js'
import { onCheck } from './leap/leap.js'
import { beginMeasuring } from './measuring.js'
import { onHeard, onHeartbeat, onWatch } from './monitors.js'
import { isCut } from './network.js'
import { defer, isPaused, onBoot } from './nodes.js'
import { onOperate } from './operations.js'
import type { Order } from './orders.js'
import { onPeerCheck } from './peers.js'
import { applySync, onMessage, senderOf, stepProcess } from './processes.js'
import type { DeferredEvent } from './state.js'
import { onTimer } from './timers.js'
import { tellArrival, tellSynced } from './trace-records.js'
import { onArrival } from './traffic/arrivals.js'
import { onCancel, onRequest, onServed } from './traffic/backends.js'
import { onBalancerClock } from './traffic/balancing.js'
import { onJoined } from './traffic/calls.js'
import { onCheckAnswer, onCheckDue, onChecked, onCheckPatience, onCheckWorked } from './traffic/health-checks.js'
import { onProbeAnswer, onProbed } from './traffic/probes.js'
import { onConnect, onResponse, onRetry, onTimeout } from './traffic/requests.js'
import type { Task } from './traffic/task.js'
import type { World } from './world.js'

/** Carries out one event, then looks again at the services it touched. */
export function dispatch(world: World, event: EventView): void {
  switch (event.kind) {
    case events.MEASURE:
      beginMeasuring(world)
      break
    case events.STRIKE:
      world.striking = event.target
      onStrike(world, event.target)
      break
    case events.STEP:
      world.striking = event.target
      onStep(world, event.target)
      break
    case events.BOOT:
      world.striking = world.state.nodes[event.target].bootingAfter
      onBoot(world, event.target)
      break
    case events.HEARTBEAT:
    case events.HEARD:
    case events.WATCH:
      onMonitor(world, event)
      break
    case events.ARRIVAL:
      onArrival(world, event.target, event.a)
      break
    case events.REQUEST:
      onRequest(world, event.target, event.a, event.b, event.payload as Order | Task | null)
      break
    case events.SERVED:
      onServed(world, event.target, event.a, event.b)
      break
    case events.RESPONSE:
      onResponse(world, event.target, event.a, event.b, event.payload as Plain)
      break
    case events.TIMEOUT:
      onTimeout(world, event.target, event.a, event.b)
      break
    case events.CONNECT:
      onConnect(world, event.target, event.b)
      break
    case events.RETRY:
      onRetry(world, event.target, event.b)
      break
    case events.CANCEL:
      onCancel(world, event.target, event.a, event.b)
      break
    case events.JOINED:
      onJoined(world, event.target, event.b)
      break
    case events.CHECK_DUE:
    case events.CHECKED:
    case events.CHECK_WORKED:
    case events.CHECK_ANSWER:
    case events.CHECK_PATIENCE:
      onHealthCheck(world, event)
      break
    case events.PROBED:
      onProbed(world, event.target, event.a)
      break
    case events.PROBE_ANSWER:
      onProbeAnswer(world, event.target, event.a, event.payload as unknown as LoadReport)
      break
    case events.BALANCER_CLOCK:
      onBalancerClock(world, event.target)
      break
    case events.ASK:
      onAsk(world, event.target, event.b)
      break
    case events.OPERATE:
      onOperate(world, event.target)
      break
    case events.CHECK:
      onCheck(world, event.target)
      break
    case events.END:
      break
    default:
      onProcess(world, event)
  }
  flush(world)
  world.exposure?.note(world, event.kind)
  world.striking = -1
}

function onHealthCheck(world: World, { kind, target, a, b, payload }: EventView): void {
  switch (kind) {
    case events.CHECK_DUE:
      return onCheckDue(world, target, a)
    case events.CHECKED:
      return onChecked(world, target, a, b)
    case events.CHECK_WORKED:
      return onCheckWorked(world, target, a, b, payload as Plain)
    case events.CHECK_ANSWER:
      return onCheckAnswer(world, target, a, b)
    default:
      return onCheckPatience(world, target, a, b)
  }
}

function onMonitor(world: World, event: EventView): void {
  if (event.kind === events.HEARTBEAT) onHeartbeat(world, event.target, event.a, event.b)
  else if (event.kind === events.HEARD) onHeard(world, event.target, event.a, event.b)
  else onWatch(world, event.target, event.a, event.b)
}

/** An event of a process: nothing to one that was restarted since, kept for one whose node is paused. */
function onProcess(world: World, event: EventView): void {
  const p = event.target
  const { node } = world.plan.processes[p]
  const { incarnation, stalls, stalled } = world.state.nodes[node]
  const ofNow = event.kind === events.MESSAGE || event.b === incarnation
  if (!ofNow || world.state.processes[p].state === null) return dropped(world, event, 'down')
  if (event.kind === events.SYNCED) {
    if (stalls.length > 0) {
      stalled.push(kept(event))
      return
    }
    if (world.trace.detail) tellSynced(world, p, event.a)
    applySync(world.state.processes[p], event.a)
  }
  if (event.kind === events.MESSAGE && event.b === 0 && isCut(world, senderOf(world, p, event.a), node)) {
    return dropped(world, event, 'cut')
  }
  if (isPaused(world, node)) {
    if (world.trace.detail && event.kind === events.MESSAGE && event.b === 0) {
      tellArrival(world, p, senderOf(world, p, event.a), event.payload as Plain, 'held')
    }
    return defer(world, node, waiting(event))
  }
  switch (event.kind) {
    case events.MESSAGE:
      return onMessage(world, p, event.a, event.payload as Plain)
    case events.TIMER:
      return onTimer(world, p, event.a)
    case events.SYNCED:
    case events.SYNC_SEEN:
      return stepProcess(world, p, { kind: 'stored', token: event.a })
    case events.PEER_CHECK:
      return onPeerCheck(world, p, event.a)
    case events.CLOCK:
      return stepProcess(world, p, { kind: 'clock', reading: event.a })
    default:
      throw new Error(`no event of kind ${event.kind}`)
  }
}

/** A message that nobody hears is told of; other events of a process that is gone are not. */
function dropped(world: World, { kind, target, a, payload }: EventView, why: 'down' | 'cut'): void {
  if (!world.trace.detail || kind !== events.MESSAGE) return
  tellArrival(world, target, senderOf(world, target, a), payload as Plain, 'dropped', why)
}

/** What a paused node will see of an event when it goes on. */
function waiting(event: EventView): DeferredEvent {
  if (event.kind === events.MESSAGE) return { ...kept(event), b: 1 }
  if (event.kind === events.SYNCED) return { ...kept(event), kind: events.SYNC_SEEN }
  return kept(event)
}

function kept(event: EventView): DeferredEvent {
  const { kind, target, a, b } = event
  return { kind, target, a, b, payload: event.payload as Plain | null }
}
