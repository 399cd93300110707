import type { Effects, Plain, Reply } from '../contract.js'
import type { ZabMessage } from './messages.js'
import type { ZabState } from './state.js'

type Out = Effects<ZabMessage>

/** From what is applied here. */
export function readHere(out: Out, request: number, query: Plain): void {
  const reply: Reply = { kind: 'done', index: 0, result: out.read(query) }
  out.reply(request, reply as unknown as Plain)
}

/** All that the leader had proposed when asked is applied here: a read that waited is made, a bare sync is done. */
export function answerSynced(state: ZabState, out: Out, number: number): void {
  const place = state.waiting.findIndex(one => one.number === number)
  if (place < 0) return
  const [{ request, kind, query }] = state.waiting.splice(place, 1)
  if (kind === 'read') readHere(out, request, query)
  else out.reply(request, { kind: 'done', index: 0, result: null })
}
