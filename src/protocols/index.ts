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
export type { PaxosLockConfig } from './paxos-lock/config.js'
export type { PaxosLockMessage, PaxosLockReply } from './paxos-lock/messages.js'
export { paxosLock } from './paxos-lock/paxos-lock.js'
export type { PaxosLockState } from './paxos-lock/state.js'
export type { PrimaryBackupConfig } from './primary-backup/config.js'
export type { PrimaryBackupMessage, PrimaryBackupReply } from './primary-backup/messages.js'
export { primaryBackup } from './primary-backup/primary-backup.js'
export type { PrimaryBackupState } from './primary-backup/state.js'
export type { RaftConfig } from './raft/config.js'
export type { AppendEntries, Appended, Entry, RaftMessage, RaftReply, RequestVote, Vote } from './raft/messages.js'
export { raft } from './raft/raft.js'
export type { RaftState } from './raft/state.js'
