import { type Deferred, deferOwn, isSynced } from '../outbox.js'
import type { RaftConfig } from './config.js'
import { isVoter, votersOf } from './configuration.js'
import { asked, became, hex, polled } from './journal.js'
import { lead } from './leader.js'
import { entryAt, lastIndex, lastTerm } from './log.js'
import { makeMessage, noEntries, type RaftMessage, transferContext } from './messages.js'
import { abandon, becomeFollower, setRole, takeTerm, writeVote } from './role.js'
import type { Out, RaftState } from './state.js'

/** The election timer went off (section 5.2). */
export function electionTimeout(config: RaftConfig, state: RaftState, out: Out): void {
  if (state.role === 'leader') return
  if (config.redraw === 'each-term') out.again('election')
  else out.after('election', config.electionTimeout)
  if (!isPromotable(config, state)) return
  // While the disk has not even synced the vote for itself a candidate has asked nobody; another term would only
  // lengthen the queue at the disk.
  if (state.role === 'candidate' && state.votes[state.self] === 0 && !state.byHand) return
  stand(config, state, out, false)
}

/**
 * Stands for election; `told`: the leader said so, which skips the first question and overrides what keeps others from
 * voting (3.10).
 */
export function stand(config: RaftConfig, state: RaftState, out: Out, told: boolean): void {
  const name = hex(state.self)
  if (state.role === 'leader') {
    out.journal?.debug(`${name} ignoring MsgHup because already leader`)
    return
  }
  if (!isPromotable(config, state)) {
    out.journal?.warning(`${name} is unpromotable and can not campaign`)
    return
  }
  if (hasUnappliedChange(state)) {
    const why = 'since there are still pending configuration changes to apply'
    out.journal?.warning(`${name} cannot campaign at term ${state.currentTerm} ${why}`)
    return
  }
  out.journal?.info(`${name} is starting a new election at term ${state.currentTerm}`)
  state.told = told
  if (config.preVote === true && !told) ask(config, state, out)
  else startElection(config, state, out)
}

/**
 * Only voters lead. One that the last change removed still stands until the change is known to be committed: it may be
 * needed to commit it (4.2.2).
 */
export function isPromotable(config: RaftConfig, state: RaftState): boolean {
  const { configurations, self, byHand, snapshot, lastApplied } = state
  if (byHand && snapshot !== null && snapshot.index > lastApplied) return false
  if (isVoter(state.configuration, self)) return true
  return (
    config.configurationWhen !== 'applied' && configurations.some(({ configuration }) => isVoter(configuration, self))
  )
}

/** With configurations used when applied: a change that is committed and not applied yet. */
function hasUnappliedChange(state: RaftState): boolean {
  for (let index = state.lastApplied + 1; index <= state.commitIndex; index++) {
    if (entryAt(state, index).kind === 'change') return true
  }
  return false
}

/** Asks who would vote, without raising the term (9.6). */
function ask(config: RaftConfig, state: RaftState, out: Out): void {
  if (state.role === 'candidate') out.cancel('retry')
  state.votes.fill(0)
  state.leader = -1
  setRole(state, out, 'pre-candidate')
  became(out, state)
  if (!isSynced(state.outbox)) deferOwn(state.outbox, 'own-pre-vote', state.currentTerm, 0)
  else if (onVote(config, state, out, state.self, true)) return
  askOthers(config, state, out)
}

function startElection(config: RaftConfig, state: RaftState, out: Out): void {
  if (state.role !== 'follower') out.cancel('retry')
  takeTerm(state, out, state.currentTerm + 1)
  state.votedFor = state.self
  state.leader = -1
  abandon(state, out)
  state.votes.fill(0)
  setRole(state, out, 'candidate')
  out.note('election-started', state.currentTerm)
  if (config.redraw === 'each-term') out.after('election', config.electionTimeout)
  became(out, state)
  const atOnce = config.campaign === 'at-once' && (isSynced(state.outbox) || state.byHand)
  writeVote(state, out)
  deferOwn(state.outbox, 'own-vote', state.currentTerm, atOnce ? askedBefore : notAsked)
  if (atOnce) askOthers(config, state, out)
}

/** With the step `own-vote`: whether the others were asked before it. */
const askedBefore = 1
const notAsked = 0

function askOthers(config: RaftConfig, state: RaftState, out: Out): void {
  requestVotes(state, out)
  if (config.ways !== 'etcd') out.every('retry', config.heartbeat)
}

/**
 * The vote for itself is synced, and with it the whole log, since syncs complete in order. Others are asked now, or before
 * where all of the log was synced already: a request names the last entry, and a candidate that lost that entry in a crash
 * could come back in the same term and use votes that were granted for it. A host that drives the core by hand sees to
 * that itself.
 */
export function ownVoteSynced(config: RaftConfig, state: RaftState, out: Out, step: Deferred<RaftMessage>): void {
  const { kind, term, index } = step
  const pre = kind === 'own-pre-vote'
  if (state.role !== (pre ? 'pre-candidate' : 'candidate') || state.currentTerm !== term) return
  if (onVote(config, state, out, state.self, true) || pre || index === askedBefore) return
  askOthers(config, state, out)
}

/** Asks everyone who has not answered; repeated at the pace of heartbeats (section 5.1, "servers retry RPCs"). */
export function requestVotes(state: RaftState, out: Out): void {
  const { role, self, votes, currentTerm, told } = state
  if (role !== 'candidate' && role !== 'pre-candidate') return
  const pre = role === 'pre-candidate'
  const type = pre ? 'MsgPreVote' : 'MsgVote'
  const term = pre ? currentTerm + 1 : currentTerm
  const context = told ? transferContext : null
  const index = lastIndex(state)
  for (const peer of votersOf(state.configuration)) {
    if (peer === self || votes[peer] !== 0) continue
    asked(out, state, type, peer)
    out.send(peer, makeMessage(type, peer, self, term, lastTerm(state), index, noEntries, 0, false, 0, context, null))
  }
}

/** An answer to the question now asked; true when it ended the asking. */
export function onVote(config: RaftConfig, state: RaftState, out: Out, from: number, granted: boolean): boolean {
  const pre = state.role === 'pre-candidate'
  if (!pre && state.role !== 'candidate') return true
  if (state.votes[from] === 0) state.votes[from] = granted ? 1 : 2
  polled(out, state, pre ? 'MsgPreVoteResp' : 'MsgVoteResp', from, granted)
  const outcome = tally(state)
  if (outcome === 'pending') return false
  if (outcome === 'lost') {
    if (!pre && config.ways !== 'etcd') return false
    becomeFollower(config, state, out, state.currentTerm, -1)
    return true
  }
  if (pre) {
    startElection(config, state, out)
    return true
  }
  out.cancel('retry')
  out.cancel('election')
  state.leader = state.self
  setRole(state, out, 'leader')
  lead(config, state, out)
  return true
}

/**
 * Won with a majority of each half, and the own vote on disk: who led a term without, and lost it in a crash, could
 * lead it again and put another entry in the place of its first. Driven by hand, etcd's way: the majority alone decides.
 */
function tally({ configuration, votes, self, byHand }: RaftState): 'won' | 'lost' | 'pending' {
  const { voters, outgoing } = configuration
  const incoming = half(voters, votes)
  const other = outgoing.length === 0 ? 'won' : half(outgoing, votes)
  if (incoming === 'lost' || other === 'lost') return 'lost'
  if (incoming === 'pending' || other === 'pending') return 'pending'
  return votes[self] === 1 || byHand ? 'won' : 'pending'
}

function half(voters: readonly number[], votes: readonly number[]): 'won' | 'lost' | 'pending' {
  let granted = 0
  let refused = 0
  for (const voter of voters) {
    if (votes[voter] === 1) granted += 1
    else if (votes[voter] === 2) refused += 1
  }
  if (2 * granted > voters.length) return 'won'
  return 2 * (voters.length - refused) > voters.length ? 'pending' : 'lost'
}
