import type { Plain } from '../../contract.js'
import { persist } from '../../outbox.js'
import { decisionWrites, type Out, type SinglePaxosState, type Waiting } from './state.js'

/** The value is chosen: it goes to the state machine and to everyone who waits for it, and nothing is proposed any more. */
export function learn(state: SinglePaxosState, out: Out, value: Plain): void {
  if (state.decided) return
  state.decided = true
  state.decision = value
  state.phase = 0
  for (const timer of ['ask', 'patience', 'backoff']) out.cancel(timer)
  persist(state.outbox, out, decisionWrites(value))
  out.note('commit', 1)
  out.apply(1, value)
  const { waiting } = state
  state.waiting = []
  for (const client of waiting) answer(state, out, client)
}

/** With what was chosen, whoever proposed it; a question with what the state machine says. */
export function answer({ decision }: SinglePaxosState, out: Out, { kind, id, value }: Waiting): void {
  if (kind === 'request') out.reply(id, { kind: 'done', index: 1, result: decision })
  else out.reply(id, { kind: 'done', index: 0, result: out.read(value) })
}
