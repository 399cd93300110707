/**
 * What an acceptor of one instance "must remember even if it fails and restarts": the highest prepare it has answered, and
 * the highest-numbered proposal it has accepted (Lamport 2001, section 2.5). Ballot 0: none.
 */
export interface AcceptorMemory<V> {
  promised: number
  acceptedBallot: number
  acceptedValue: V
}

/** `new`: it is to be written down before the answer; `known`: nothing changed; `refused`: more was promised before. */
export type Judgement = 'new' | 'known' | 'refused'

/** Phase 1b: a promise to accept nothing below `ballot`, given unless a higher one was (section 2.2, phase 1b). */
export function promise<V>(memory: AcceptorMemory<V>, ballot: number): Judgement {
  if (ballot < memory.promised) return 'refused'
  if (ballot === memory.promised) return 'known'
  memory.promised = ballot
  return 'new'
}

/** Phase 2b and P1a: accepts a proposal unless it has answered a prepare with a higher number. */
export function accept<V>(memory: AcceptorMemory<V>, ballot: number, value: V): Judgement {
  if (ballot < memory.promised) return 'refused'
  if (ballot === memory.acceptedBallot) return 'known'
  memory.promised = ballot
  memory.acceptedBallot = ballot
  memory.acceptedValue = value
  return 'new'
}
