import { respond } from '../outbox.js'
import { leastViewTimeout, type VsrConfig } from './config.js'
import { writePlace } from './disk.js'
import { lastOp } from './log.js'
import { isPrimary, type Out, primaryOf, type VsrState, type VsrStatus } from './state.js'

/** The status as traces name it. */
export function roleOf(state: VsrState): string {
  if (state.status !== 'normal') return state.status
  return isPrimary(state) ? 'primary' : 'backup'
}

export function setStatus(state: VsrState, out: Out, status: VsrStatus): void {
  state.status = status
  out.note('role', roleOf(state))
}

/** The wait for the primary, or for the end of a view change, begins anew; with `fresh` the view is new. */
export function resetViewTimer(config: VsrConfig, out: Out, fresh: boolean): void {
  if (fresh || config.redraw !== 'each-view') out.after('view', config.viewTimeout)
  else out.again('view')
}

/** Its promise to the primary: no other view within the least view timeout (6.3). */
export function stick(config: VsrConfig, state: VsrState, out: Out): void {
  if (config.reads !== 'lease') return
  state.sticky = true
  out.after('sticky', { kind: 'constant', value: leastViewTimeout(config) })
}

/** A backup in `view`, whose log this process now has. */
export function follow(config: VsrConfig, state: VsrState, out: Out, view: number): void {
  leave(state, out)
  state.view = view
  state.lastNormal = view
  setStatus(state, out, 'normal')
  out.note('view', view)
  out.note('leader', primaryOf(state.epoch, view))
  writePlace(config, state)
  resetViewTimer(config, out, true)
}

/** Whatever this process was about in its view is over. */
export function leave(state: VsrState, out: Out): void {
  const { status } = state
  if (isPrimary(state)) out.cancel('heartbeat')
  if (status === 'view-change' || status === 'recovering' || status === 'transitioning' || status === 'standby') {
    out.cancel('retry')
  }
  state.taking.fill(false)
  state.logs.fill(null)
  state.did = false
  endAsking(state, out)
  abandon(state, out)
}

export function endAsking(state: VsrState, out: Out): void {
  if (!state.asking) return
  state.asking = false
  out.cancel('asking')
}

/** This process's clients will not hear from it. A read has done nothing; of a request nobody knows. */
function abandon(state: VsrState, out: Out): void {
  const { waiting, reads } = state
  if (waiting.length > 0) state.waiting = []
  if (reads.length > 0) state.reads = []
  for (const { request } of waiting) out.reply(request, { kind: 'unknown', redirect: -1 })
  for (const { request } of reads) out.reply(request, { kind: 'redirect', redirect: -1 })
}

/** Says to the primary how far the log goes; it waits for the disk. */
export function acknowledge(state: VsrState, out: Out, reading: number): void {
  const { epoch, view, vector } = state
  const op = lastOp(state)
  respond(state.outbox, out, primaryOf(epoch, view), {
    type: 'PREPAREOK',
    epoch: epoch.epoch,
    view,
    op,
    reading,
    vector,
  })
}
