import { say, words } from '../../diagnostics/index.js'
import { type Law, mean, quantile } from '../../laws/index.js'
import type { MultiPaxosConfig, SinglePaxosConfig, VsrConfig, ZabConfig } from '../../protocols/index.js'
import { formatDuration } from '../../units/index.js'
import type { SinglePaxosBody } from '../language/protocols.js'
import type { MultiPaxosBody, VsrBody, ZabBody } from '../language/replicated-logs.js'
import { report } from '../shape/reading.js'
import type { Reference } from '../shape/reference.js'
import type { Located } from '../shape/shape.js'
import { type Group, isWhole } from './consensus.js'
import { placesOf } from './members.js'
import { type Quorums, quorumsOf, weightedBy } from './quorums.js'

/** Options that are as the protocol has them when nothing is said are left out of a configuration. */
export function multiPaxosOf(body: MultiPaxosBody, group: Group): MultiPaxosConfig {
  checkTimeout(body['election-timeout'], body.heartbeat, group)
  const { reads, lease, batch, window, backlog, sessions } = body
  const { voters } = votersOf(body.members, group)
  const quorums = quorumsOf(body.quorums, voters ?? group.members.map((_, m) => m), group)
  return {
    members: group.members.length,
    electionTimeout: body['election-timeout'].value,
    heartbeat: body.heartbeat.value,
    ...(voters !== undefined && { voters }),
    ...inPhases(quorums),
    ...(body['check-quorum'] && { checkQuorum: true }),
    reads,
    ...(lease !== null && { lease: lease.value }),
    driftBound: body['drift-bound'].value,
    batch,
    window,
    backlog,
    sessions,
    snapshotEvery: body['snapshot-every'],
    keepEntries: body['keep-entries'],
  }
}

/** Quorums, or witnesses, who make them. */
function inPhases(quorums: Quorums | null): Pick<MultiPaxosConfig, 'quorums' | 'witnesses'> {
  if (quorums === null) return {}
  const { elect: prepare, commit: accept, witnesses } = quorums
  return witnesses === undefined ? { quorums: { prepare, accept } } : { witnesses }
}

export function singlePaxosOf(body: SinglePaxosBody, group: Group): SinglePaxosConfig {
  const { backoff, patience, backlog } = body
  const members = group.members.map((_, m) => m)
  const quorums = quorumsOf(body.quorums, members, group)
  return {
    members: members.length,
    heartbeat: body['ask-every'],
    backoff,
    patience: patience.value,
    ...inPhases(quorums),
    backlog,
  }
}

export function vsrOf(body: VsrBody, group: Group): VsrConfig {
  checkTimeout(body['view-timeout'], body.heartbeat, group)
  const { redraw, keeps, reads, batch, window, backlog, sessions } = body
  return {
    members: group.members.length,
    ...votersOf(body.members, group),
    viewTimeout: body['view-timeout'].value,
    heartbeat: body.heartbeat.value,
    redraw,
    keeps,
    recovery: body.recovery.value,
    reads,
    driftBound: body['drift-bound'].value,
    batch,
    window,
    backlog,
    sessions,
    checkpointEvery: body['checkpoint-every'],
    keepEntries: body['keep-entries'],
  }
}

export function zabOf(body: ZabBody, group: Group): ZabConfig {
  inOrder(body, ['min-session-ticks', 'max-session-ticks'], String, group)
  inOrder(body, ['min-notification', 'max-notification'], formatDuration, group)
  const observers = body.observers === null ? [] : placesOf(body.observers, group)
  const voters = group.members.map((_, m) => m).filter(m => !observers.includes(m))
  if (group.members.length > 0 && voters.length === 0) nobodyVotes(body.observers?.[0]?.place ?? group.place, group)
  const weights = body.weights === null || voters.length === 0 ? null : weightedBy(body.weights.value, voters, group)
  if (body.weights !== null && weights === null && voters.length > 0) {
    report(group.reading, 'S218', body.weights.place, say`no member of ${group.name} has a vote`)
  }
  return {
    members: group.members.length,
    tickTime: body['tick-time'].value,
    initLimit: body['init-limit'],
    syncLimit: body['sync-limit'],
    ...(observers.length > 0 && { observers }),
    ...(weights !== null && { quorum: weights }),
    finalizeWait: body['finalize-wait'],
    minNotification: body['min-notification'].value,
    maxNotification: body['max-notification'],
    connectRetry: body['connect-retry'],
    retransmission: body.retransmission,
    delayedAcknowledgement: body['delayed-acknowledgement'],
    batch: body.batch,
    backlog: body.backlog,
    snapshotEvery: body['snapshot-every'],
    committedLog: body['committed-log'],
    sessions: body.sessions,
    minSessionTicks: body['min-session-ticks'].value,
    maxSessionTicks: body['max-session-ticks'],
    reads: body.reads,
  }
}

function votersOf(refs: readonly Reference[] | null, group: Group): { readonly voters?: readonly number[] } {
  if (refs === null) return {}
  const voters = placesOf(refs, group)
  return voters.length === 0 ? {} : { voters }
}

/** The least of something is no more than the most of it. */
function inOrder<
  L extends 'min-session-ticks' | 'min-notification',
  M extends 'max-session-ticks' | 'max-notification',
>(body: Pick<ZabBody, L | M>, [least, most]: readonly [L, M], shown: (value: number) => string, group: Group): void {
  const { value, place } = body[least] as Located<number>
  const end = body[most] as number
  if (value > end && isWhole(group))
    report(group.reading, 'S221', place, say`${least} is ${shown(value)} and ${most} ${shown(end)}`)
}

export function nobodyVotes(place: Group['place'], group: Group): void {
  if (isWhole(group)) report(group.reading, 'S216', place, say`nobody of ${group.name} votes`)
}

/** A timeout takes time, and heartbeats that come no sooner than any patience with their leader ends are as good as none. */
export function checkTimeout(timeout: Located<Law>, heartbeat: Located<number>, { reading, place }: Group): void {
  if (!(mean(timeout.value) >= 1)) report(reading, 'S107', place, words('an election timeout has to be above zero'))
  const longest = quantile(timeout.value, 1)
  if (!(longest >= 1) || heartbeat.value < longest) return
  report(
    reading,
    'S217',
    heartbeat.place,
    say`a heartbeat every ${formatDuration(heartbeat.value)} comes no sooner than the longest election timeout, ${formatDuration(longest)}`,
  )
}
