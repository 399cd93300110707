import { firstVoters, hasWeight, quorumsAmong } from '../protocols/index.js'
import { majority, type Quorum } from '../quorum/index.js'
import type { Service } from './scenario.js'

/**
 * What it takes at first to choose a leader and to commit, by place among the members; null for a service without quorums.
 */
export function firstQuorums({
  members,
  redundancy,
}: Pick<Service, 'members' | 'redundancy'>): { readonly elect: Quorum; readonly commit: Quorum } | null {
  const all = members.map((_, m) => m)
  const alike = (quorum: Quorum) => ({ elect: quorum, commit: quorum })
  switch (redundancy.kind) {
    case 'k-of-n':
    case 'standby':
      return null
    case 'raft':
      return alike(majority(firstVoters(redundancy.config)))
    case 'multi-paxos': {
      const { prepare, accept } = quorumsAmong(redundancy.config.voters ?? all, redundancy.config)
      return prepare === accept ? alike(prepare) : { elect: prepare, commit: accept }
    }
    case 'single-paxos': {
      const { prepare, accept } = quorumsAmong(all, redundancy.config)
      return prepare === accept ? alike(prepare) : { elect: prepare, commit: accept }
    }
    case 'zab': {
      const { quorum, observers = [] } = redundancy.config
      return alike(quorum ?? majority(all.filter(member => !observers.includes(member))))
    }
    case 'vsr':
      return alike(majority(redundancy.config.voters ?? all))
    default:
      return alike(majority(all))
  }
}

/** Whether a member may ever lead: a witness holds no data, and whom ZooKeeper gives no weight is never elected. */
export function mayLead({ redundancy }: Pick<Service, 'redundancy'>, member: number): boolean {
  switch (redundancy.kind) {
    case 'multi-paxos':
    case 'single-paxos':
      return !(redundancy.config.witnesses ?? []).includes(member)
    case 'zab':
      return hasWeight(redundancy.config, member)
    default:
      return true
  }
}
