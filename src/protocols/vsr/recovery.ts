import { respond } from '../outbox.js'
import { commitTo } from './apply.js'
import { hasVectors, type VsrConfig } from './config.js'
import { adopt } from './disk.js'
import { pendingChange, wholeLog } from './log.js'
import type { Epoch, GetVector, LogPart, Recovery, RecoveryResponse, Vector } from './messages.js'
import { acknowledge, follow, leave, setStatus } from './role.js'
import { isMember, isPrimary, type Out, primaryOf, quorumSize, type VsrState } from './state.js'
import { isCurrent, learn } from './vector.js'

/**
 * A process that comes back with nothing (4.3). By crash vectors it first learns which of its lives this is: it reads its
 * entry from a quorum, where that of every life that took part in anything is known (Michael 2017, theorem 10), and adds one.
 * The paper takes a clock that never goes back in place of that. Then it has a crash-consistent quorum know of the
 * new life, which answers with the state (Algorithm 1, `Recover`).
 */
export function startRecovery(config: VsrConfig, state: VsrState, out: Out): void {
  state.recovery = {
    phase: hasVectors(config) ? 'vector' : 'state',
    nonce: out.draw('nonce', { kind: 'uniform', low: 0, high: 2 ** 48 }),
    vectors: state.vector.map(() => null),
    responses: state.vector.map(() => null),
  }
  setStatus(state, out, 'recovering')
  out.note('recovering', state.self)
  out.every('retry', config.heartbeat)
  ask(config, state, out)
}

/** Asks everyone: who the members are now it does not know. */
export function ask(config: VsrConfig, state: VsrState, out: Out): void {
  const { recovery, vector } = state
  if (recovery === null) return
  const { phase, nonce } = recovery
  for (let peer = 0; peer < config.members; peer++) {
    if (peer === state.self) continue
    out.send(peer, phase === 'vector' ? { type: 'GETVECTOR', nonce } : { type: 'RECOVERY', nonce, vector })
  }
}

/**
 * Any process that has not itself forgotten what it knew; but none at the end of whose log a change of configuration stands: of
 * the asker's lives that took part in the next epoch only that epoch's members need know, and a life that was given a
 * second time would be taken at the word of the first.
 */
export function onGetVector(state: VsrState, out: Out, from: number, { nonce }: GetVector): void {
  if (pendingChange(state) !== null) return
  const { vector, epoch } = state
  out.send(from, { type: 'VECTOR', nonce, vector, epoch })
}

export function onVector(config: VsrConfig, state: VsrState, out: Out, from: number, message: Vector): void {
  const { recovery } = state
  if (recovery === null || recovery.phase !== 'vector' || message.nonce !== recovery.nonce) return
  learn(state, message.vector)
  recovery.vectors[from] = message
  const said = recovery.vectors.map((one, by) => (one !== null && isCurrent(state, by, one.vector) ? one : null))
  if (!isQuorumOf(latest(said.flatMap(one => one?.epoch ?? [])), said)) return
  state.vector = state.vector.map((life, process) => (process === state.self ? life + 1 : life))
  recovery.phase = 'state'
  ask(config, state, out)
}

/**
 * Only a normal member answers (4.3). Nor does one at the end of whose log a change of configuration stands: the asker may
 * have been active in the next epoch, of which nothing could be known here.
 */
export function onRecovery(state: VsrState, out: Out, from: number, message: Recovery): void {
  learn(state, message.vector)
  const { status, epoch, view, vector, commit } = state
  if (status !== 'normal' || pendingChange(state) !== null) return
  const log = isPrimary(state) ? wholeLog(state) : null
  const { nonce } = message
  respond(state.outbox, out, from, { type: 'RECOVERYRESPONSE', nonce, epoch, view, vector, log, commit })
}

export function onRecoveryResponse(
  config: VsrConfig,
  state: VsrState,
  out: Out,
  from: number,
  message: RecoveryResponse,
): void {
  const { recovery, self } = state
  if (recovery === null || recovery.phase !== 'state' || message.nonce !== recovery.nonce) return
  if (message.vector[self] !== state.vector[self]) return
  learn(state, message.vector)
  const before = recovery.responses[from]
  if (before !== null && isLater(before, message)) return
  recovery.responses[from] = message
  const said = recovery.responses.map((one, by) => (one !== null && isCurrent(state, by, one.vector) ? one : null))
  const epoch = latest(said.flatMap(one => one?.epoch ?? []))
  if (!isQuorumOf(epoch, said)) return
  // With the state of the primary of the latest view that any of them knows.
  const views = said.map(one => (one !== null && one.epoch.epoch === epoch?.epoch ? one.view : -1))
  const view = Math.max(...views)
  const primary = epoch === null ? null : said[primaryOf(epoch, view)]
  if (primary?.view !== view || primary.epoch.epoch !== epoch?.epoch || primary.log === null) return
  recovered(config, state, out, primary, primary.log)
}

function isLater(a: RecoveryResponse, b: RecoveryResponse): boolean {
  return a.epoch.epoch === b.epoch.epoch ? a.view > b.view : a.epoch.epoch > b.epoch.epoch
}

function latest(epochs: readonly Epoch[]): Epoch | null {
  let last: Epoch | null = null
  for (const epoch of epochs) if (last === null || epoch.epoch > last.epoch) last = epoch
  return last
}

/** Whether a quorum of the epoch's members has spoken in it. */
function isQuorumOf(epoch: Epoch | null, said: readonly ({ readonly epoch: Epoch } | null)[]): boolean {
  if (epoch === null) return false
  return epoch.members.filter(member => said[member]?.epoch.epoch === epoch.epoch).length >= quorumSize(epoch)
}

function recovered(
  config: VsrConfig,
  state: VsrState,
  out: Out,
  { epoch, view, commit }: RecoveryResponse,
  log: LogPart,
): void {
  state.recovery = null
  state.epoch = epoch
  if (isMember(state)) {
    adopt(config, state, out, log, 0)
    follow(config, state, out, view)
    acknowledge(state, out, -1)
    commitTo(config, state, out, commit)
  } else {
    leave(state, out)
    setStatus(state, out, 'standby')
  }
  out.note('recovered', view)
}
