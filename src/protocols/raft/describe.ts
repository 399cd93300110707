import type { RaftMessage } from './messages.js'

/** One short line for traces, such as `append t3 prev 7/2 +1 commit 7`. */
export function describe(message: RaftMessage): string {
  const { type, term, index, logTerm, commit, reject, rejectHint } = message
  switch (type) {
    case 'MsgApp': {
      const entries = message.entries.length > 0 ? ` +${message.entries.length}` : ''
      return `append t${term} prev ${index}/${logTerm}${entries} commit ${commit}`
    }
    case 'MsgAppResp':
      return reject
        ? `appended t${term} refused ${index} hint ${rejectHint}/${logTerm}`
        : `appended t${term} match ${index}`
    case 'MsgVote':
      return `request-vote t${term} last ${index}/${logTerm}${message.context === null ? '' : ' transfer'}`
    case 'MsgPreVote':
      return `request-pre-vote t${term} last ${index}/${logTerm}`
    case 'MsgVoteResp':
      return `vote t${term} ${reject ? 'refused' : 'granted'}`
    case 'MsgPreVoteResp':
      return `pre-vote t${term} ${reject ? 'refused' : 'granted'}`
    case 'MsgHeartbeat':
      return `heartbeat t${term} commit ${commit}`
    case 'MsgHeartbeatResp':
      return `heartbeat-heard t${term}`
    case 'MsgSnap':
      return `snapshot t${term} at ${message.snapshot?.index ?? 0}/${message.snapshot?.term ?? 0}`
    case 'MsgTimeoutNow':
      return `timeout-now t${term}`
    case 'MsgProp':
      return `propose +${message.entries.length}`
    case 'MsgPropResp':
      return reject ? 'propose refused' : `proposed t${term} at ${index}`
    case 'MsgReadIndex':
      return 'read-index'
    case 'MsgReadIndexResp':
      return reject ? 'read-index refused' : `read-index ${index}`
    case 'MsgTransferLeader':
      return `transfer-leader to ${index}`
  }
}
