import type { Status } from '../contract.js'
import type { Channel } from './channel.js'
import { quorumOf, type ZabConfig } from './config.js'
import { lastIndex } from './history.js'
import { underWay as lettersUnderWay } from './letters.js'
import type { ZabState } from './state.js'

export function status(config: ZabConfig, state: ZabState): Status {
  const { role, currentEpoch, commitIndex, leading } = state
  return {
    role,
    term: currentEpoch,
    leader: leaderOf(state),
    serving: leading?.stage === 'broadcasting',
    lastIndex: lastIndex(state),
    commitIndex,
    pending: pending(state),
    quorum: quorumOf(config),
  }
}

/** Whom this process follows in its present epoch, in which it has acknowledged, or is acknowledging, that one's history. */
function leaderOf({ self, leading, following }: ZabState): number {
  if (leading !== null) return leading.stage === 'synchronising' || leading.stage === 'broadcasting' ? self : -1
  if (following?.stage === 'new-leader' || following?.stage === 'up-to-date') return following.leader
  return -1
}

function pending(state: ZabState): number {
  const { outbox, waiting, leading, following, commitIndex } = state
  let count = lastIndex(state) - commitIndex + outbox.written - outbox.synced + waiting.length
  count += lettersUnderWay(state)
  if (following !== null) {
    count += underWay(following.channel) + following.touched.length + (following.stage === 'up-to-date' ? 0 : 1)
  } else if (leading !== null) {
    // An open session will expire unless something is heard of its client.
    count += leading.syncs.length + leading.expiries.length + (leading.stage === 'broadcasting' ? 0 : 1)
    for (const learner of leading.learners) {
      if (learner === null) continue
      count += underWay(learner.channel) + (learner.stage === 'ready' && learner.silent < 2 ? 0 : 1)
    }
  } else {
    count += 1
  }
  return count
}

/** What a connection has still to do without being asked. */
function underWay({ unheard, held, owes }: Channel): number {
  return unheard.length + held.length + (owes ? 1 : 0)
}
