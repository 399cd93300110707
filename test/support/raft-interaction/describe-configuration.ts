import type { ConfState, WireSnapshot } from './words.js'

/** As etcd's `DescribeConfState`, which is the form of Go's `%v`. */
export function describeConfState(state: ConfState): string {
  const { voters, votersOutgoing, learners, learnersNext, autoLeave } = state
  return [
    `Voters:${list(voters)}`,
    `VotersOutgoing:${list(votersOutgoing)}`,
    `Learners:${list(learners)}`,
    `LearnersNext:${list(learnersNext)}`,
    `AutoLeave:${autoLeave}`,
  ].join(' ')
}

export function describeSnapshot({ metadata }: WireSnapshot): string {
  return `Index:${metadata.index} Term:${metadata.term} ConfState:${describeConfState(metadata.confState)}`
}

function list(members: readonly number[]): string {
  return `[${members.join(' ')}]`
}
