import { type Configuration, isLearner, printed } from './configuration.js'
import { lastIndex, lastTerm } from './log.js'
import type { MessageType, RaftMessage } from './messages.js'
import type { Out, Progress, RaftState } from './state.js'

/**
 * Where the lines go that etcd's library prints on its way, word for word, so that its own recorded runs can be held
 * against this core (`raw-node/`). Costs a look when nobody reads them.
 */
export interface Journal {
  debug(line: string): void
  info(line: string): void
  warning(line: string): void
  error(line: string): void
  /** Ticks until the least election timeout has passed. */
  remainingTicks(): number
}

export const hex = (id: number) => Math.max(0, id).toString(16)

export function became({ journal }: Out, { self, role, currentTerm }: RaftState): void {
  journal?.info(`${hex(self)} became ${role} at term ${currentTerm}`)
}

export function asked({ journal }: Out, state: RaftState, type: MessageType, to: number): void {
  if (journal === undefined) return
  const { self, currentTerm } = state
  const last = `logterm: ${lastTerm(state)}, index: ${lastIndex(state)}`
  journal.info(`${hex(self)} [${last}] sent ${type} request to ${hex(to)} at term ${currentTerm}`)
}

/** `cast`, `rejected` or `ignored` a request for a vote. */
export function judged({ journal }: Out, state: RaftState, what: string, message: RaftMessage, vote: number): void {
  if (journal === undefined) return
  const { self, currentTerm } = state
  const { type, from, index, logTerm } = message
  const own = `logterm: ${lastTerm(state)}, index: ${lastIndex(state)}, vote: ${hex(vote)}`
  const preposition = what === 'cast' ? 'for' : 'from'
  const line = `${hex(self)} [${own}] ${what} ${type} ${preposition} ${hex(from)} [logterm: ${logTerm}, index: ${index}] at term ${currentTerm}`
  const why = `lease is not expired (remaining ticks: ${journal.remainingTicks()})`
  journal.info(what === 'ignored' ? `${line}: ${why}` : line)
}

export function polled({ journal }: Out, state: RaftState, type: MessageType, from: number, granted: boolean): void {
  if (journal === undefined) return
  const { self, currentTerm, votes } = state
  journal.info(`${hex(self)} received ${type}${granted ? '' : ' rejection'} from ${hex(from)} at term ${currentTerm}`)
  const count = (vote: number) => votes.filter(one => one === vote).length
  journal.info(`${hex(self)} has received ${count(1)} ${type} votes and ${count(2)} vote rejections`)
}

/** A message of another term: `received … with higher term`, `ignored … with lower term`. */
export function otherTerm({ journal }: Out, { self, currentTerm }: RaftState, message: RaftMessage): void {
  if (journal === undefined) return
  const { type, from, term } = message
  const how = term > currentTerm ? 'received' : 'ignored'
  const which = term > currentTerm ? 'higher' : 'lower'
  journal.info(
    `${hex(self)} [term: ${currentTerm}] ${how} a ${type} message with ${which} term from ${hex(from)} [term: ${term}]`,
  )
}

export function switched({ journal }: Out, { self, configuration }: RaftState): void {
  journal?.info(`${hex(self)} switched to configuration ${printed(configuration)}`)
}

/** As etcd prints a `Progress`. */
export function progressText(progress: Progress, configuration: Configuration, id: number, full: boolean): string {
  const { state, match, next, pendingSnapshot, active, inflight } = progress
  let text = `${stateNames[state]} match=${match} next=${next}`
  if (isLearner(configuration, id)) text += ' learner'
  if (isPaused(progress)) text += ' paused'
  if (pendingSnapshot > 0) text += ` pendingSnap=${pendingSnapshot}`
  if (!active) text += ' inactive'
  if (inflight.length > 0) text += ` inflight=${inflight.length}${full ? '[full]' : ''}`
  return text
}

export const stateNames = { probe: 'StateProbe', replicate: 'StateReplicate', snapshot: 'StateSnapshot' } as const

export function isPaused({ state, paused }: Progress): boolean {
  return state === 'snapshot' || paused
}
