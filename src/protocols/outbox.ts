import type { Effects, Write } from './contract.js'

/**
 * What a process has written and not yet seen synced, and what it holds back until then. It keeps the order of figure
 * 2 of the Raft paper, and of Lamport's acceptors: first stable storage, then the answer.
 */
export interface Outbox<M> {
  /** Token of the last write handed to the disk, and of the last one known to be synced. */
  written: number
  synced: number
  deferred: Deferred<M>[]
}

/** Waits for everything up to `token`: a message for `to`, or with `to` -1 a step of the process's own, by `kind`. */
export interface Deferred<M> {
  token: number
  to: number
  message: M | null
  kind: string
  /** Term or ballot in which it was put off, by which a late one is known. */
  term: number
  index: number
}

/**
 * Replies that wait for the disk at most. Those beyond are dropped as the network might drop them, so that a stalled
 * disk cannot grow the state; who asked asks again.
 */
const maxDeferred = 256

export function newOutbox<M>(): Outbox<M> {
  return { written: 0, synced: 0, deferred: [] }
}

export function isSynced<M>(box: Outbox<M>): boolean {
  return box.synced === box.written
}

export function persist<M>(box: Outbox<M>, out: Effects<M>, writes: readonly Write[]): void {
  box.written += 1
  out.persist(box.written, writes)
}

/** Sends a reply as soon as everything written so far is synced: it may rest on any of it. */
export function respond<M>(box: Outbox<M>, out: Effects<M>, to: number, message: M): void {
  if (box.synced === box.written) out.send(to, message)
  else if (box.deferred.length < maxDeferred) {
    box.deferred.push({ token: box.written, to, message, kind: 'send', term: 0, index: 0 })
  }
}

/** Puts off a step of the process's own until the last write is synced. */
export function deferOwn<M>(box: Outbox<M>, kind: string, term: number, index: number): void {
  box.deferred.push({ token: box.written, to: -1, message: null, kind, term, index })
}

/**
 * The writes up to `token` are synced: sends what waited for them and calls `own` for each of the process's own steps, in
 * the order in which they were put off. Such a step may put off more, behind later tokens.
 */
export function settle<C, S, M>(
  box: Outbox<M>,
  token: number,
  config: C,
  state: S,
  out: Effects<M>,
  own: (config: C, state: S, out: Effects<M>, step: Deferred<M>) => void,
): void {
  box.synced = token
  const { deferred } = box
  let done = 0
  while (done < deferred.length && deferred[done].token <= token) {
    const step = deferred[done]
    done += 1
    if (step.to >= 0) out.send(step.to, step.message as M)
    else own(config, state, out, step)
  }
  if (done > 0) deferred.splice(0, done)
}
