import type { RaftConfig } from '../../protocols/index.js'
import type { ProtocolBody } from '../language/protocols.js'
import type { RaftBody } from '../language/raft.js'
import type { Redundancy } from '../scenario.js'
import type { Reading } from '../shape/reading.js'
import type { Place } from '../text/tree.js'
import type { Names } from './context.js'
import { placesOf } from './members.js'
import { monitorOf } from './monitor.js'
import { checkTimeout, multiPaxosOf, nobodyVotes, singlePaxosOf, vsrOf, zabOf } from './replicated-logs.js'

/** The service whose protocol is read. */
export interface Group {
  readonly name: string
  /** Nodes, in the order of the members. */
  readonly members: readonly number[]
  readonly names: Names
  readonly nodeIds: readonly string[]
  readonly place: Place
  readonly reading: Reading
}

/** Whether all of the protocol could be read: what was made up in place of a mistake contradicts nothing. */
export function isWhole({ reading, place }: Pick<Group, 'reading' | 'place'>): boolean {
  return !reading.problems.some(
    ({ span }) =>
      span !== null && span.file === place.source.file && span.start >= place.start && span.end <= place.end,
  )
}

export function consensusOf(body: ProtocolBody, group: Group): Redundancy {
  const members = group.members.length
  switch (body.kind) {
    case 'paxos': {
      const { heartbeat, backoff, patience } = body
      const config = { members, heartbeat: heartbeat.value, backoff, patience: patience.value }
      return { kind: 'paxos', config, monitor: monitorOf(body) }
    }
    case 'single-paxos':
      return { kind: 'single-paxos', config: singlePaxosOf(body, group) }
    case 'raft':
      return { kind: 'raft', config: raftOf(body, group) }
    case 'multi-paxos':
      return { kind: 'multi-paxos', config: multiPaxosOf(body, group) }
    case 'zab':
      return { kind: 'zab', config: zabOf(body, group) }
    case 'vsr':
      return { kind: 'vsr', config: vsrOf(body, group) }
    case 'own':
      return { kind: 'own', name: body.name, digest: body.digest, config: { ...body.settings, members } }
  }
}

/** Options that are as the protocol has them when nothing is said are left out. */
function raftOf(body: RaftBody, group: Group): RaftConfig {
  const electionTimeout = body['election-timeout'].value
  checkTimeout(body['election-timeout'], body.heartbeat, group)
  const heartbeat = body.heartbeat.value
  const learners = body.learners === null ? [] : placesOf(body.learners, group)
  const named = body.members === null ? null : placesOf(body.members, group)
  const voters = named?.filter(member => !learners.includes(member)) ?? null
  const nobody = voters === null ? learners.length === group.members.length : voters.length === 0
  if (group.members.length > 0 && nobody) nobodyVotes(body.learners?.[0]?.place ?? group.place, group)
  const { backtracking, batch, window, backlog, reads, ways, sticky } = body
  const always = { members: group.members.length, electionTimeout, heartbeat, redraw: body.redraw.value, backtracking }
  return {
    ...always,
    batch,
    window,
    backlog,
    ...(voters !== null && { voters }),
    ...(learners.length > 0 && { learners }),
    ...(body['pre-vote'] && { preVote: true }),
    ...(body['check-quorum'] && { checkQuorum: true }),
    ...(sticky !== null && { stickiness: sticky }),
    ...(reads !== 'index' && { reads, driftBound: body['drift-bound'].value }),
    ...(body['snapshot-every'] > 0 && { snapshotEvery: body['snapshot-every'] }),
    ...(body['keep-entries'] > 0 && { keepEntries: body['keep-entries'] }),
    ...(body['configuration-when'].value !== 'appended' && { configurationWhen: body['configuration-when'].value }),
    ...(body.heartbeats !== 'append' && { heartbeats: body.heartbeats }),
    ...(body['commit-news'] !== 'with-next' && { commitNews: body['commit-news'] }),
    ...(body.campaign !== 'synced' && { campaign: body.campaign }),
    ...(!body['step-down-on-removal'] && { stepDownOnRemoval: false }),
    ...(body.forwarding && { forwarding: true }),
    ...(ways !== 'thesis' && { ways }),
    ...(body.sessions !== 1024 && { sessions: body.sessions }),
    ...(body['transfer-timeout'] !== null && { transferTimeout: body['transfer-timeout'] }),
    ...(body['inflight-messages'] > 0 && { inflightMessages: body['inflight-messages'] }),
    ...(body['inflight-bytes'] !== null && { inflightBytes: body['inflight-bytes'] }),
    ...(body['batch-bytes'] !== null && { batchBytes: body['batch-bytes'] }),
    ...(body['backlog-bytes'] !== null && { backlogBytes: body['backlog-bytes'] }),
  }
}
