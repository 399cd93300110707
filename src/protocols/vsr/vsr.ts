import type { FaultBudget, Input, Listening, Protocol } from '../contract.js'
import { type Deferred, deferOwn, settle } from '../outbox.js'
import { onCommit, onPrepare } from './backup.js'
import { defaultDriftBound, firstMembers, keepsDisk, leastViewTimeout, type VsrConfig } from './config.js'
import { describe } from './describe.js'
import { flush, writeInstalled, writePlace } from './disk.js'
import {
  commitStart,
  endEpoch,
  epochSynced,
  fetchStart,
  onEpochStarted,
  onStartEpoch,
  repeatStart,
  tellEpoch,
  tellReplaced,
} from './epochs.js'
import { advanceReadings } from './lease.js'
import type { EpochMessage, VsrMessage } from './messages.js'
import { becomeNormal, heartbeat, onPrepareOk, ownLogCounts } from './primary.js'
import { ask, onGetVector, onRecovery, onRecoveryResponse, onVector, startRecovery } from './recovery.js'
import { onOperation, onRead, onRequest } from './requests.js'
import { endAsking, resetViewTimer, setStatus, stick } from './role.js'
import { init, isMember, isPrimary, type Out, primaryOf, type VsrState } from './state.js'
import { onGetState, onNewState, requestState } from './state-transfer.js'
import { status } from './status.js'
import {
  onDoViewChange,
  onStartView,
  onStartViewChange,
  ownLogSent,
  repeatViewChange,
  startViewChange,
  viewTimeout,
} from './view-change.js'

/**
 * Viewstamped Replication (`config.ts` names the papers). Timers: `view` (silence of the primary, or a view change that does
 * not end), `asking` (a GETSTATE without an answer), `sticky` (how long a primary counts as heard); cadences: `heartbeat`
 * (primary), `retry` (who changes views, recovers, or waits for an epoch to begin).
 *
 * A process cannot tell its first start from one after which it has forgotten everything, and the group of the paper is
 * started once: so a process writes one bit when it is set up, and takes no part until it is on its disk.
 *
 * Notes, in the order of a failover: `election-started` (view), `role` (`view-change`, `primary`, `backup`, `recovering`,
 * `transitioning`, `standby`), `view`, `leader` (whom), `serving` (view; all it inherited is committed), `commit`; besides
 * `recovering` (who), `recovered` (view), `state-transfer` (view), `checkpoint` (operation), `configuration` (members),
 * `retired` (epoch).
 */
export const vsr: Protocol<VsrConfig, VsrState, VsrMessage> = {
  name: 'vsr',
  init,
  step,
  status,
  advance,
  describe,
  budget,
  listening,
}

function step(config: VsrConfig, state: VsrState, input: Input<VsrMessage>, out: Out): void {
  switch (input.kind) {
    case 'message':
      onMessage(config, state, out, input.from, input.message)
      break
    case 'stored':
      settle(state.outbox, input.token, config, state, out, onOwn)
      break
    case 'timer':
      onTimer(config, state, out, input.name)
      break
    case 'request':
      onRequest(config, state, out, input.id, input.command, input.session)
      break
    case 'read':
      onRead(config, state, out, input.id, input.query)
      break
    case 'operate':
      onOperation(config, state, out, input.id, input.operation)
      break
    case 'start':
      start(config, state, out)
      break
    case 'suspect':
    case 'trust':
    case 'clock':
      break
  }
  endEpoch(config, state, out)
  flush(state, out)
}

function start(config: VsrConfig, state: VsrState, out: Out): void {
  if (!state.installed) {
    setStatus(state, out, 'starting')
    writeInstalled(state)
    deferOwn(state.outbox, 'installed', 0, 0)
  } else if (keepsDisk(config)) restart(config, state, out)
  else {
    // It may have heard a primary just before it went down, which counts on its silence (6.3).
    stick(config, state, out)
    startRecovery(config, state, out)
  }
}

/**
 * With everything it said on its disk, a process goes on where it was. Not as a primary: what it had sent and not yet
 * synced is out of its mind, and it must not give those numbers a second time.
 */
function restart(config: VsrConfig, state: VsrState, out: Out): void {
  const { checkpoint, epoch, view } = state
  const was = state.status
  if (checkpoint !== null) out.restore(checkpoint.op, checkpoint.machine)
  stick(config, state, out)
  setStatus(state, out, was)
  commitStart(config, state, out)
  if (was === 'transitioning' || was === 'standby') {
    state.retired = was === 'standby' && !epoch.previous.includes(state.self)
    if (!state.retired) out.every('retry', config.heartbeat)
    return
  }
  if (primaryOf(epoch, view) === state.self) startViewChange(config, state, out, view + 1)
  else if (was === 'view-change') startViewChange(config, state, out, view)
  else resetViewTimer(config, out, true)
}

/** The bit is on the disk: a member of a group that has just been set up. */
function begin(config: VsrConfig, state: VsrState, out: Out): void {
  state.installed = true
  if (isMember(state)) becomeNormal(config, state, out, 0)
  else {
    setStatus(state, out, 'standby')
    writePlace(config, state)
  }
}

function onMessage(config: VsrConfig, state: VsrState, out: Out, from: number, message: VsrMessage): void {
  const { status } = state
  if (status === 'starting') return
  if (status === 'recovering') {
    if (message.type === 'VECTOR') onVector(config, state, out, from, message)
    else if (message.type === 'RECOVERYRESPONSE') onRecoveryResponse(config, state, out, from, message)
    return
  }
  switch (message.type) {
    case 'GETVECTOR':
      onGetVector(state, out, from, message)
      break
    case 'RECOVERY':
      onRecovery(state, out, from, message)
      break
    case 'STARTEPOCH':
      onStartEpoch(config, state, out, from, message)
      break
    case 'EPOCHSTARTED':
      onEpochStarted(state, out, from, message)
      break
    case 'VECTOR':
    case 'RECOVERYRESPONSE':
      break
    default:
      onEpochMessage(config, state, out, from, message)
  }
}

/** Who is behind is told of the epoch; who is ahead is asked, and tells (section 7.1). */
function onEpochMessage(config: VsrConfig, state: VsrState, out: Out, from: number, message: EpochMessage): void {
  const { status, epoch } = state
  if (message.epoch < epoch.epoch) {
    tellEpoch(state, out, from)
    return
  }
  if (message.epoch > epoch.epoch) {
    requestState(config, state, out, from, state.view)
    return
  }
  if (message.type === 'GETSTATE') onGetState(state, out, from, message)
  else if (message.type === 'NEWSTATE') onNewStateIn(config, state, out, message)
  else if (status === 'normal' || status === 'view-change') inEpoch(config, state, out, from, message)
  else if (status === 'transitioning') requestState(config, state, out, from, 0)
}

function onNewStateIn(
  config: VsrConfig,
  state: VsrState,
  out: Out,
  message: EpochMessage & { type: 'NEWSTATE' },
): void {
  const waited = state.status === 'transitioning'
  onNewState(config, state, out, message)
  if (waited && state.status === 'normal') tellReplaced(state, out)
}

function inEpoch(config: VsrConfig, state: VsrState, out: Out, from: number, message: EpochMessage): void {
  switch (message.type) {
    case 'PREPARE':
      onPrepare(config, state, out, from, message)
      break
    case 'PREPAREOK':
      onPrepareOk(config, state, out, from, message)
      break
    case 'COMMIT':
      onCommit(config, state, out, from, message)
      break
    case 'STARTVIEWCHANGE':
      onStartViewChange(config, state, out, from, message)
      break
    case 'DOVIEWCHANGE':
      onDoViewChange(config, state, out, from, message)
      break
    case 'STARTVIEW':
      onStartView(config, state, out, message)
      break
    case 'GETSTATE':
    case 'NEWSTATE':
      break
  }
}

function onTimer(config: VsrConfig, state: VsrState, out: Out, name: string): void {
  if (name === 'heartbeat') heartbeat(config, state, out)
  else if (name === 'view') viewTimeout(config, state, out)
  else if (name === 'asking') endAsking(state, out)
  else if (name === 'sticky') state.sticky = false
  else if (name === 'retry') onRetry(config, state, out)
}

function onRetry(config: VsrConfig, state: VsrState, out: Out): void {
  if (state.status === 'view-change') repeatViewChange(state, out)
  else if (state.status === 'recovering') ask(config, state, out)
  else if (state.status === 'transitioning') fetchStart(state, out)
  else if (state.status === 'standby') repeatStart(state, out)
}

function onOwn(config: VsrConfig, state: VsrState, out: Out, { kind, term, index }: Deferred<VsrMessage>): void {
  if (kind === 'installed') begin(config, state, out)
  else if (kind === 'own-log') ownLogCounts(config, state, out, term, index)
  else if (kind === 'own-view') ownLogSent(config, state, out, term)
  else epochSynced(config, state, out, term)
}

/** Quiet heartbeats leave no trace but in a lease, which holds readings of the clock. */
function advance(config: VsrConfig, state: VsrState, cadence: string, periods: number): void {
  if (config.reads !== 'lease' || !isPrimary(state) || cadence !== 'heartbeat') return
  advanceReadings(state, periods * config.heartbeat)
}

function budget(config: VsrConfig): FaultBudget {
  const down = Math.floor((firstMembers(config).length - 1) / 2)
  const drift = config.reads === 'lease' ? (config.driftBound ?? defaultDriftBound) : null
  return { down, keeps: keepsDisk(config) ? 'disk' : 'nothing', drift }
}

function listening(config: VsrConfig): Listening {
  return { least: leastViewTimeout(config), period: config.heartbeat, leaderPatience: 0 }
}
