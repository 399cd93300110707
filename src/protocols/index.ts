export type {
  Effects,
  FaultBudget,
  Input,
  Listening,
  Plain,
  Protocol,
  Reply,
  Session,
  Status,
  Stored,
  Write,
} from './contract.js'
export {
  adoptProtocol,
  type OwnProtocol,
  ownProtocol,
  ownProtocolNames,
  readOwnProtocol,
  type Setting,
  type SettingKind,
} from './own-protocol.js'
export { type MultiPaxosConfig, unsafeQuorums as unsafeMultiPaxosQuorums } from './paxos/multi/config.js'
export type { MultiPaxosMessage } from './paxos/multi/messages.js'
export { multiPaxos } from './paxos/multi/multi-paxos.js'
export type { MultiPaxosState } from './paxos/multi/state.js'
export { type PaxosQuorums, quorumsAmong } from './paxos/quorums.js'
export { type SinglePaxosConfig, unsafeQuorums as unsafeSinglePaxosQuorums } from './paxos/single/config.js'
export type { SinglePaxosMessage } from './paxos/single/messages.js'
export { singlePaxos } from './paxos/single/single-paxos.js'
export type { SinglePaxosState } from './paxos/single/state.js'
export type { PaxosLockConfig } from './paxos-lock/config.js'
export type { PaxosLockMessage, PaxosLockReply } from './paxos-lock/messages.js'
export { paxosLock } from './paxos-lock/paxos-lock.js'
export type { PaxosLockState } from './paxos-lock/state.js'
export type { PrimaryBackupConfig } from './primary-backup/config.js'
export type { PrimaryBackupMessage, PrimaryBackupReply } from './primary-backup/messages.js'
export { primaryBackup } from './primary-backup/primary-backup.js'
export type { PrimaryBackupState } from './primary-backup/state.js'
export { defaultDriftBound, etcdWays, firstVoters, type RaftConfig } from './raft/config.js'
export type { Configuration, ConfigurationChange } from './raft/configuration.js'
export type { Entry, EntryKind, MessageType, RaftMessage, Snapshot } from './raft/messages.js'
export type { MemberChange, RaftOperation, Transition } from './raft/operations.js'
export { raft } from './raft/raft.js'
export type {
  BasicStatus,
  ConfChange,
  ConfState,
  EntryType,
  HardState,
  NodeStatus,
  ProgressStatus,
  RawConfig,
  RawLogger,
  RawStorage,
  ReadState,
  Ready,
  SingleChange,
  SoftState,
  StateType,
  WireEntry,
  WireMessage,
  WireSnapshot,
} from './raft/raw-node/index.js'
export { LocalAppendThread, LocalApplyThread, RawNode } from './raft/raw-node/index.js'
export type { Progress, RaftState } from './raft/state.js'
export type { VsrConfig } from './vsr/config.js'
export type { VsrMessage } from './vsr/messages.js'
export type { VsrState } from './vsr/state.js'
export { vsr } from './vsr/vsr.js'
export { hasWeight, type ZabConfig, zooKeeperTimes } from './zab/config.js'
export type { Notification, Packet, Segment, Txn, Vote, ZabMessage } from './zab/messages.js'
export type { ZabState } from './zab/state.js'
export { zab } from './zab/zab.js'
