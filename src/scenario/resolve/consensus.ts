import { say, words } from '../../diagnostics/index.js'
import { mean, quantile } from '../../laws/index.js'
import type { RaftConfig } from '../../protocols/index.js'
import { formatDuration } from '../../units/index.js'
import type { ProtocolBody } from '../language/protocols.js'
import type { RaftBody } from '../language/raft.js'
import type { Redundancy } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import type { Reference } from '../shape/reference.js'
import type { Place } from '../text/tree.js'
import { membersOf, type Names } from './context.js'
import { monitorOf } from './monitor.js'

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

export function consensusOf(body: ProtocolBody, group: Group): Redundancy {
  const members = group.members.length
  switch (body.kind) {
    case 'paxos': {
      const { heartbeat, backoff, patience } = body
      const config = { members, heartbeat: heartbeat.value, backoff, patience }
      return { kind: 'paxos', config, monitor: monitorOf(body) }
    }
    case 'raft':
      return { kind: 'raft', config: raftOf(body, group) }
  }
}

/** Options that are as the protocol has them when nothing is said are left out. */
function raftOf(body: RaftBody, group: Group): RaftConfig {
  const { reading, place, name } = group
  const electionTimeout = body['election-timeout'].value
  if (!(mean(electionTimeout) >= 1)) report(reading, 'S107', place, words('an election timeout has to be above zero'))
  const heartbeat = body.heartbeat.value
  heard(heartbeat, quantile(electionTimeout, 1), body.heartbeat.place, reading)
  const learners = body.learners === null ? [] : placesOf(body.learners, group)
  if (group.members.length > 0 && learners.length === group.members.length) {
    report(reading, 'S216', body.learners?.[0]?.place ?? place, say`all members of ${name} are learners: nobody votes`)
  }
  const { redraw, backtracking, batch, window, backlog, reads, ways, sticky } = body
  const always = { members: group.members.length, electionTimeout, heartbeat, redraw, backtracking }
  return {
    ...always,
    batch,
    window,
    backlog,
    ...(learners.length > 0 && { learners }),
    ...(body['pre-vote'] && { preVote: true }),
    ...(body['check-quorum'] && { checkQuorum: true }),
    ...(sticky !== null && { stickiness: sticky }),
    ...(reads !== 'index' && { reads, driftBound: body['drift-bound'] }),
    ...(body['snapshot-every'] > 0 && { snapshotEvery: body['snapshot-every'] }),
    ...(body['keep-entries'] > 0 && { keepEntries: body['keep-entries'] }),
    ...(body['configuration-when'] !== 'appended' && { configurationWhen: body['configuration-when'] }),
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

/** Heartbeats that come no sooner than any patience with their leader ends are as good as none. */
function heard(heartbeat: number, longest: number, place: Place, reading: Reading): void {
  if (!(longest >= 1) || heartbeat < longest) return
  report(
    reading,
    'S217',
    place,
    say`a heartbeat every ${formatDuration(heartbeat)} comes no sooner than the longest election timeout, ${formatDuration(longest)}`,
  )
}

/** Places among the members, ascending, of nodes that are named; one that is no member is reported. */
export function placesOf(refs: readonly Reference[], group: Group): number[] {
  const { members, names, nodeIds, reading, name } = group
  const places = refs.flatMap(ref => {
    const nodes = membersOf(reading, names, [ref], nodeIds) ?? []
    const stranger = nodes.find(node => !members.includes(node))
    if (stranger !== undefined && members.length > 0) {
      report(reading, 'S216', ref.place, say`${nodeIds[stranger]} is no member of ${name}`)
    }
    return nodes.map(node => members.indexOf(node)).filter(place => place >= 0)
  })
  return [...new Set(places)].sort((a, b) => a - b)
}
