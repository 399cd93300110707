import type { Status } from '../contract.js'
import type { VsrConfig } from './config.js'
import { lastOp } from './log.js'
import { leaderOf } from './requests.js'
import { roleOf } from './role.js'
import { isPrimary, quorumOf, termOf, type VsrState } from './state.js'

export function status(config: VsrConfig, state: VsrState): Status {
  const { epoch, view, commit, outbox, reads, asking, viewStart, retired } = state
  const last = lastOp(state)
  const unsettled = state.status === 'normal' || (state.status === 'standby' && retired) ? 0 : 1
  const said: Status = {
    role: roleOf(state),
    term: termOf(epoch, view),
    leader: leaderOf(state),
    serving: isPrimary(state) && commit >= viewStart,
    lastIndex: last,
    commitIndex: commit,
    pending: last - commit + (outbox.written - outbox.synced) + reads.length + (asking ? 1 : 0) + unsettled,
  }
  return epoch.members.length === config.members ? said : { ...said, quorum: quorumOf(epoch) }
}
