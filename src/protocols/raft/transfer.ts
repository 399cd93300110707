import { leastElectionTimeout, type RaftConfig } from './config.js'
import { isLearner, isVoter } from './configuration.js'
import { hex } from './journal.js'
import { lastIndex } from './log.js'
import { plainMessage } from './messages.js'
import { maybeSend } from './replicate.js'
import type { Out, RaftState } from './state.js'

/**
 * Hands the lead to `to` (3.10): takes no more requests, brings the other up to date, and tells it to stand at once. Given
 * up after an election timeout. What stands in the way, or ''.
 */
export function transfer(config: RaftConfig, state: RaftState, out: Out, to: number, request: number): string {
  const { self, currentTerm, configuration } = state
  const name = hex(self)
  const at = `${name} [term ${currentTerm}]`
  if (isLearner(configuration, to)) {
    out.journal?.debug(`${name} is learner. Ignored transferring leadership`)
    return 'a learner cannot lead'
  }
  if (!isVoter(configuration, to)) return 'no voter'
  if (state.transfer === to) {
    out.journal?.info(`${at} transfer leadership to ${hex(to)} is in progress, ignores request to same node ${hex(to)}`)
    return 'already under way'
  }
  if (state.transfer !== -1) {
    out.journal?.info(`${at} abort previous transferring leadership to ${hex(state.transfer)}`)
    endTransfer(state, out)
  }
  if (to === self) {
    out.journal?.debug(`${name} is already leader. Ignored transferring leadership to self`)
    return 'leads already'
  }
  out.journal?.info(`${at} starts to transfer leadership to ${hex(to)}`)
  state.transfer = to
  state.transferRequest = request
  out.note('transfer', to)
  out.after('transfer', { kind: 'constant', value: config.transferTimeout ?? leastElectionTimeout(config) })
  if (state.progress[to].match === lastIndex(state)) {
    tellToStand(state, out, to)
    out.journal?.info(`${name} sends MsgTimeoutNow to ${hex(to)} immediately as ${hex(to)} already has up-to-date log`)
  } else {
    maybeSend(config, state, out, to, true)
  }
  return ''
}

/** From now on the other may be elected whatever anyone has heard of this leader, and so no lease holds in this term. */
export function tellToStand(state: RaftState, out: Out, to: number): void {
  state.leaseBroken = true
  out.send(to, plainMessage('MsgTimeoutNow', to, state.self, state.currentTerm, 0, null))
}

/** Given up: requests are taken again. The other may still stand, if it was told to. */
export function endTransfer(state: RaftState, out: Out): void {
  const { transferRequest, leaseBroken, self } = state
  if (state.transfer === -1) return
  state.transfer = -1
  state.transferRequest = -1
  out.cancel('transfer')
  if (transferRequest === -1) return
  const why = 'the other did not catch up in time'
  out.reply(transferRequest, leaseBroken ? { kind: 'unknown', redirect: self } : { kind: 'refused', why })
}
