/** Targets of the messages that are work for a node's own disk and state machine (etcd's `LocalAppendThread`, …). */
export const LocalAppendThread = Number.MAX_SAFE_INTEGER
export const LocalApplyThread = Number.MAX_SAFE_INTEGER - 1

const local = [
  'MsgHup',
  'MsgBeat',
  'MsgUnreachable',
  'MsgSnapStatus',
  'MsgCheckQuorum',
  'MsgStorageAppend',
  'MsgStorageAppendResp',
  'MsgStorageApply',
  'MsgStorageApplyResp',
]

const responses = [
  'MsgAppResp',
  'MsgVoteResp',
  'MsgHeartbeatResp',
  'MsgUnreachable',
  'MsgReadIndexResp',
  'MsgPreVoteResp',
  'MsgStorageAppendResp',
  'MsgStorageApplyResp',
]

export function isLocalMessage(type: string): boolean {
  return local.includes(type)
}

export function isResponse(type: string): boolean {
  return responses.includes(type)
}

export function isLocalTarget(id: number): boolean {
  return id === LocalAppendThread || id === LocalApplyThread
}
