import type { NodeStatus, ProgressStatus } from './words.js'

/** As etcd's `ProgressMap.String`: a line for each member the node leads, in order of their numbers. */
export function describeProgressOf({ progress }: NodeStatus): string {
  const members = [...progress].sort((one, other) => one.id - other.id)
  return members.map(member => `${member.id}: ${describeProgress(member)}\n`).join('')
}

function describeProgress(progress: ProgressStatus): string {
  let text = `${progress.state} match=${progress.match} next=${progress.next}`
  if (progress.isLearner) text += ' learner'
  if (progress.paused) text += ' paused'
  if (progress.pendingSnapshot > 0) text += ` pendingSnap=${progress.pendingSnapshot}`
  if (!progress.recentActive) text += ' inactive'
  if (progress.inflight > 0) text += ` inflight=${progress.inflight}${progress.inflightFull ? '[full]' : ''}`
  return text
}

/** `1: StateLeader (Voter) Term:2 Lead:1`, whether it is a voter by the node's own configuration. */
export function describeState({ id, raftState, hardState, lead, config }: NodeStatus): string {
  const standing = config.voters.some(half => half.includes(id)) ? '(Voter)' : '(Non-Voter)'
  return `${id}: ${raftState} ${standing} Term:${hardState.term} Lead:${lead}\n`
}
