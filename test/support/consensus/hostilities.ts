/**
 * What kind of trouble a seed is drawn for: its first word if it is one of these, else anything.
 *
 * - `anything`: every kind of fault in a drawn mixture, each seed without some of them.
 * - `forgetting`: slow disks, and crashes between what is sent and its sync. Two quorums are made to meet in as few processes
 *   as can be, and those lose what they have not synced in between: whoever counts what is not on disk is found out.
 * - `staleness`: a leader is cut off or paused, again and again, while clients go on asking it, and ask at the same time whoever
 *   leads instead; clocks drift as far as the protocol bears. For reads that ask no quorum, or one too early, and for leases.
 * - `changing`: members are changed in quick succession, by whoever believes to lead and as soon as it does, under partitions.
 * - `relapsing`: processes crash and come back one after the other, while messages come very late, from lives and views that are
 *   over. For what keeps nothing on disk, and for votes and promises.
 * - `duels`: a short history of a group whose members all stand and all are asked at once, on a network that loses, doubles and
 *   overtakes. For what goes wrong only before there is a decision, or in ballots that follow each other.
 */
export const hostilities = ['anything', 'forgetting', 'staleness', 'changing', 'relapsing', 'duels'] as const

export type Hostility = (typeof hostilities)[number]

export function hostilityOf(seed: string): Hostility {
  const [word] = seed.split('/')
  return hostilities.find(name => name === word) ?? 'anything'
}
