import { isQuorum } from '../../../quorum/index.js'
import type { MultiPaxosConfig } from './config.js'
import { configurationOf, isHandedOver } from './configuration.js'
import { beat } from './heartbeat.js'
import { proposeMore } from './leader.js'
import { choose } from './learner.js'
import { confirmReads } from './reads.js'
import { yieldTo } from './role.js'
import { hasBit, type MultiPaxosState, type Out } from './state.js'

/** What a leader does whenever it has heard something: chooses, executes, proposes, answers reads, ends a change of members. */
export function goOn(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  chooseAccepted(config, state, out)
  proposeMore(config, state, out)
  if (!state.served && serves(state)) {
    state.served = true
    out.note('serving', state.ballot)
  }
  confirmReads(config, state, out)
  endChange(config, state, out)
}

/**
 * A slot is chosen when a quorum of phase 2 of its own configuration has accepted one ballot; later slots may be before
 * earlier ones, but what is executed and told is always all that there is up to some slot.
 */
function chooseAccepted(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  while (state.acks.length > 0) {
    const { accept } = configurationOf(state, state.chosen + 1)
    const [acks] = state.acks
    if (!isQuorum(accept, member => hasBit(acks, member))) return
    choose(config, state, out, state.chosen + 1)
  }
}

/**
 * True while this leader knows all that was chosen before its ballot: the barrier is chosen, and behind it a quorum had
 * accepted nothing. Where other members decide from here on, a quorum of them has to have promised as well.
 */
export function serves(state: MultiPaxosState): boolean {
  const { role, barrier, chosen, promisedBy } = state
  if (role !== 'leader' || barrier === 0 || chosen < barrier) return false
  return isQuorum(configurationOf(state, chosen + 1).prepare, member => hasBit(promisedBy, member))
}

/**
 * A change is done when it is in force and a quorum of the new members has learned all that the old ones chose: then those who
 * left may be switched off. A leader that is among them steps down.
 */
function endChange(config: MultiPaxosConfig, state: MultiPaxosState, out: Out): void {
  const { configurations, chosen, self } = state
  const [current] = configurations
  if (configurations.length > 1 || chosen < state.changeSlot) return
  const leaving = !current.members.includes(self)
  if ((!leaving && state.changeSlot === 0) || !isHandedOver(state)) return
  if (state.changeRequest !== -1) {
    out.reply(state.changeRequest, { kind: 'done', index: state.changeSlot, result: current.members })
  }
  state.changeRequest = -1
  state.changeSlot = 0
  if (!leaving) return
  beat(config, state, out)
  out.note('stepped-down', 'removed')
  yieldTo(config, state, out, -1)
}
