import type { Service } from './scenario.js'

type Kind = Service['redundancy']['kind']

/** What a reader calls a protocol, and what the protocol calls the rounds of its leaders. */
const words: { readonly [kind in Exclude<Kind, 'k-of-n'>]: readonly [name: string, round: string] } = {
  raft: ['raft', 'term'],
  'multi-paxos': ['multi-paxos', 'ballot'],
  zab: ['zab', 'epoch'],
  vsr: ['vsr', 'view'],
  'single-paxos': ['single-decree paxos', 'ballot'],
  paxos: ['paxos lock', 'ballot'],
  own: ['', 'term'],
  standby: ['active–standby', 'term'],
}

/** In a reader's words: `5 of 6`, `raft of 3`. */
export function kindOf({ redundancy, members }: Pick<Service, 'redundancy' | 'members'>): string {
  const of = `of ${members.length}`
  if (redundancy.kind === 'k-of-n') return `${redundancy.needs} ${of}`
  return `${redundancy.kind === 'own' ? redundancy.name : words[redundancy.kind][0]} ${of}`
}

/** Term, ballot, epoch or view; empty without a protocol. */
export function roundOf({ redundancy }: Pick<Service, 'redundancy'>): string {
  return redundancy.kind === 'k-of-n' ? '' : words[redundancy.kind][1]
}
