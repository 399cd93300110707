import type { ConfState, WireMessage, WireSnapshot } from '../../../src/protocols/raft/raw-node/index.js'

export type {
  ConfChange,
  ConfState,
  HardState,
  NodeStatus,
  ProgressStatus,
  ReadState,
  Ready,
  SingleChange,
  WireEntry,
  WireMessage,
  WireSnapshot,
} from '../../../src/protocols/raft/raw-node/index.js'

export const noConfState: ConfState = {
  voters: [],
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
}

export const emptySnapshot: WireSnapshot = { data: '', metadata: { confState: noConfState, index: 0, term: 0 } }

export const emptyMessage: WireMessage = {
  type: '',
  to: 0,
  from: 0,
  term: 0,
  logTerm: 0,
  index: 0,
  entries: [],
  commit: 0,
  vote: 0,
  snapshot: null,
  reject: false,
  rejectHint: 0,
  context: '',
  responses: [],
}
