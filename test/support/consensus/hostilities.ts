/**
 * What kind of trouble a seed is drawn for: its first word if it is one of these, else anything. Chance alone seldom brings about
 * what some rules are for; beside each kind stand the broken rules that are looked for in it.
 *
 * - `anything`: every kind of fault in a drawn mixture, each seed without some of them.
 * - `forgetting`: slow disks, and crashes between what is sent and its sync. Two quorums are made to meet in as few processes
 *   as can be, and those lose what they have not synced in between. Raft: votes not persisted or sent too early. Paxos: promises
 *   and acceptances not persisted, own ones that count too early, what was accepted ignored. ZAB: NEWLEADER, proposals and the
 *   leader's own log acknowledged too early, epochs before histories, snapshots in parts. Viewstamped Replication: views that begin
 *   with one log less, ends left standing or cut off.
 * - `staleness`: a leader is cut off or paused, again and again, while clients go on asking it, and ask at the same time whoever
 *   leads instead; clocks drift as far as the protocol bears. Reads that ask no quorum, or one too early; leases that last too
 *   long, begin too late, are forgotten, or outlive the order to hand over; view changes during leases.
 * - `changing`: members are changed in quick succession, by whoever believes to lead and as soon as it does, under partitions.
 *   Raft: joint configurations that elect as one or come back as half, changes before an entry of the term is committed (2015).
 *   Multi-Paxos: configurations in force too early, new members without promises.
 * - `relapsing`: processes crash and come back one after the other, while messages come very late, from lives and views that are
 *   over. Viewstamped Replication: views not written, and recoveries without nonces or crash vectors, which it does not find.
 * - `duels`: a short history of a group whose members all stand and all are asked at once, on a network that loses, doubles and
 *   overtakes. Answers that count twice, acceptances below a promise, values of the wrong ballot, quorums that miss each other.
 */
export const hostilities = ['anything', 'forgetting', 'staleness', 'changing', 'relapsing', 'duels'] as const

export type Hostility = (typeof hostilities)[number]

export function hostilityOf(seed: string): Hostility {
  const [word] = seed.split('/')
  return hostilities.find(name => name === word) ?? 'anything'
}
