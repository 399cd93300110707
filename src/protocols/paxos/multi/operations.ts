import type { Plain } from '../../contract.js'
import type { MultiPaxosConfig } from './config.js'
import { readChange } from './configuration.js'
import { enqueue } from './leader.js'
import { entryAt, lastSlot } from './log.js'
import { takeSnapshot } from './snapshot.js'
import type { MultiPaxosState, Out } from './state.js'

/**
 * What an operator may order, of any process; those that only a leader can carry out are answered with its name.
 *
 * - `change`: these members from now on, with majorities, or with `quorums`; answered when those who left are needed no more;
 * - `open-session`: answered with the client's number, which its requests then carry;
 * - `snapshot`.
 */
export function onOperate(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  request: number,
  operation: Plain,
): void {
  const order =
    typeof operation === 'object' && operation !== null ? (operation as { readonly [key: string]: Plain }) : {}
  switch (order['kind']) {
    case 'snapshot':
      takeSnapshot(config, state, out)
      out.reply(request, { kind: 'done', index: 0, result: state.snapshot?.index ?? 0 })
      break
    case 'open-session':
      if (state.role !== 'leader') redirect(state, out, request)
      else
        enqueue(config, state, out, { request, kind: 'session', command: null, client: -1, sequence: 0, read: false })
      break
    case 'change':
      if (state.role !== 'leader') redirect(state, out, request)
      else onChange(config, state, out, request, order)
      break
    default:
      out.reply(request, { kind: 'refused', why: 'no such order' })
  }
}

function redirect({ leader }: MultiPaxosState, out: Out, request: number): void {
  out.reply(request, { kind: 'redirect', redirect: leader })
}

/** One at a time: until the last change is in force nobody need think of two at once. */
function onChange(
  config: MultiPaxosConfig,
  state: MultiPaxosState,
  out: Out,
  request: number,
  order: { readonly [key: string]: Plain },
): void {
  const change = readChange(config, order)
  if (typeof change === 'string') out.reply(request, { kind: 'refused', why: change })
  else if (isChanging(state)) out.reply(request, { kind: 'refused', why: 'another change is under way' })
  else {
    const command = change as unknown as Plain
    enqueue(config, state, out, { request, kind: 'change', command, client: -1, sequence: 0, read: false })
  }
}

/** Also while an inherited one may still come up. */
function isChanging(state: MultiPaxosState): boolean {
  const { changeSlot, configurations, queue, inherited, inheritedBase, next } = state
  if (changeSlot > 0 || configurations.length > 1 || inheritedBase + inherited.length >= next) return true
  if (queue.some(({ kind }) => kind === 'change')) return true
  for (let slot = state.chosen + 1; slot <= lastSlot(state); slot++) {
    if (entryAt(state, slot).kind === 'change') return true
  }
  return false
}
