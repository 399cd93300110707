import { isQuorum } from '../../quorum/index.js'
import type { Effects } from '../contract.js'
import {
  defaultFinalizeWait,
  defaultMaxNotification,
  defaultMinNotification,
  isObserver,
  quorumOf,
  type ZabConfig,
} from './config.js'
import { lastZxid } from './history.js'
import { isNews, tell } from './letters.js'
import type { Notification, Vote, ZabMessage } from './messages.js'
import type { Ballot, ZabState } from './state.js'
import { isBetter, leads, sameVote } from './votes.js'
import { sameZxid } from './zxid.js'

type Out = Effects<ZabMessage>

/** What to do once the election ends: lead, or follow that process. */
export type Decide = (config: ZabConfig, state: ZabState, out: Out, leader: number) => void

/** `FastLeaderElection.lookForLeader`: a new round, a vote for oneself, told to all voters. */
export function lookForLeader(config: ZabConfig, state: ZabState, out: Out): void {
  const { election } = state
  election.round += 1
  election.wait = config.minNotification ?? defaultMinNotification
  election.finalizing = false
  election.received.fill(null)
  election.outside.fill(null)
  out.note('election-started', election.round)
  propose(config, state, out, ownVote(config, state))
}

/** A vote of a process is told; those that look take it in, the others tell whom they follow (`WorkerReceiver`). */
export function onNotification(
  config: ZabConfig,
  state: ZabState,
  out: Out,
  from: number,
  told: Notification,
  decide: Decide,
): void {
  const { election } = state
  if (!isNews(config, state, out, from, told)) return
  const behind = told.state === 'looking' && (state.role !== 'looking' || told.round < election.round)
  if (isObserver(config, from)) {
    tell(config, state, out, from)
    return
  }
  if (state.role === 'looking') takeIn(config, state, out, from, told, decide)
  if (behind) tell(config, state, out, from)
}

/** Nothing was heard for a while: the vote goes out again, and the next wait is twice as long. */
export function repeatVote(config: ZabConfig, state: ZabState, out: Out): void {
  if (state.role !== 'looking' || state.election.finalizing) return
  state.election.wait = Math.min(2 * state.election.wait, config.maxNotification ?? defaultMaxNotification)
  tellAll(config, state, out)
  armRepeat(state, out)
}

/** No better vote came within the wait. */
export function finalize(config: ZabConfig, state: ZabState, out: Out, decide: Decide): void {
  if (state.role !== 'looking' || !state.election.finalizing) return
  end(config, state, out, state.election.vote, decide)
}

/** `updateElectionVote`: all members of an established ensemble report its epoch with their vote (ZOOKEEPER-1732). */
export function updateVote(state: ZabState, epoch: number): void {
  state.election.vote = { ...state.election.vote, peerEpoch: epoch }
}

function takeIn(config: ZabConfig, state: ZabState, out: Out, from: number, told: Notification, decide: Decide): void {
  const { election } = state
  if (told.leader < 0 || told.state === 'observing') return
  const { leader, zxid, peerEpoch, round } = told
  const vote: Ballot = { leader, zxid, peerEpoch, round, state: told.state }
  if (election.finalizing) {
    // Whatever is no better is passed over, and the wait begins anew, as polls of the queue do.
    if (!isBetter(config, vote, election.vote)) {
      out.again('finalize')
      return
    }
    election.finalizing = false
    out.cancel('finalize')
    armRepeat(state, out)
  } else if (isNew(state, from, vote)) {
    armRepeat(state, out)
  }
  if (told.state === 'looking') takeLooking(config, state, out, from, vote)
  else takeSettled(config, state, out, from, vote, decide)
}

/**
 * Whether a vote says anything that was not known of its sender. Only such a one puts off the repeat of one's own: in
 * `FastLeaderElection` any does, and those who repeat theirs a little faster could keep the others silent for ever.
 */
function isNew({ election }: ZabState, from: number, vote: Ballot): boolean {
  if (vote.state === 'looking' && vote.round < election.round) return false
  const known = vote.state === 'looking' ? election.received[from] : election.outside[from]
  if (known === null || known.state !== vote.state || known.round !== vote.round) return true
  return known.leader !== vote.leader || known.peerEpoch !== vote.peerEpoch || !sameZxid(known.zxid, vote.zxid)
}

function takeLooking(config: ZabConfig, state: ZabState, out: Out, from: number, vote: Ballot): void {
  const { election } = state
  if (vote.round < election.round) return
  election.received[from] = vote
  if (vote.round > election.round) {
    election.round = vote.round
    election.received.fill(null)
    election.received[from] = vote
    const own = ownVote(config, state)
    propose(config, state, out, isBetter(config, vote, own) ? vote : own)
  } else if (isBetter(config, vote, election.vote)) {
    propose(config, state, out, vote)
  } else {
    count(config, state, out)
  }
}

/** A vote of one that follows or leads: joins an ensemble, when a quorum says so and its leader too. */
function takeSettled(config: ZabConfig, state: ZabState, out: Out, from: number, vote: Ballot, decide: Decide): void {
  const { election, self } = state
  if (vote.round === election.round) {
    election.received[from] = vote
    if (agreed(config, election.received, vote) && leads(election.received, self, election.round, vote)) {
      end(config, state, out, vote, decide)
      return
    }
  }
  election.outside[from] = vote
  if (agreed(config, election.outside, vote) && leads(election.outside, self, election.round, vote)) {
    election.round = vote.round
    end(config, state, out, vote, decide)
  }
}

/** Whether a quorum has cast this vote (`getVoteTracker`). */
function agreed(config: ZabConfig, votes: readonly (Ballot | null)[], vote: Ballot): boolean {
  return isQuorum(quorumOf(config), member => {
    const cast = votes[member] ?? null
    return cast !== null && sameVote(vote, cast)
  })
}

function ownVote(config: ZabConfig, state: ZabState): Vote {
  const { election, self, currentEpoch } = state
  const none = { leader: -1, zxid: { epoch: -1, counter: 0 }, peerEpoch: -1, round: election.round }
  return isObserver(config, self)
    ? none
    : { leader: self, zxid: lastZxid(state), peerEpoch: currentEpoch, round: election.round }
}

function propose(config: ZabConfig, state: ZabState, out: Out, vote: Vote): void {
  const { election, self } = state
  const { leader, zxid, peerEpoch, round } = vote
  election.vote = { leader, zxid, peerEpoch, round }
  if (!isObserver(config, self)) election.received[self] = { ...vote, state: 'looking' }
  if (vote.leader >= 0) out.note('vote', vote.leader)
  tellAll(config, state, out)
  armRepeat(state, out)
  count(config, state, out)
}

function count(config: ZabConfig, state: ZabState, out: Out): void {
  const { election } = state
  if (!agreed(config, election.received, { ...election.vote, state: 'looking' })) return
  election.finalizing = true
  out.cancel('notification')
  out.after('finalize', { kind: 'constant', value: config.finalizeWait ?? defaultFinalizeWait })
}

function end(config: ZabConfig, state: ZabState, out: Out, vote: Vote, decide: Decide): void {
  const { leader, zxid, peerEpoch, round } = vote
  out.cancel('notification')
  out.cancel('finalize')
  state.election.finalizing = false
  state.election.vote = { leader, zxid, peerEpoch, round }
  decide(config, state, out, leader)
}

function tellAll(config: ZabConfig, state: ZabState, out: Out): void {
  for (let peer = 0; peer < config.members; peer++) {
    if (peer !== state.self && !isObserver(config, peer)) tell(config, state, out, peer)
  }
}

function armRepeat({ election }: ZabState, out: Out): void {
  out.after('notification', { kind: 'constant', value: election.wait })
}
