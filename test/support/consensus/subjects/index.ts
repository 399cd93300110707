import { type Case, caseOf } from '../suite.js'
import { paxosLockSubject } from './paxos-lock.js'
import { raftSubject } from './raft.js'
import { zabSubject } from './zab.js'

/** Every consensus protocol there is. */
export const cases: readonly Case[] = [caseOf(raftSubject), caseOf(zabSubject), caseOf(paxosLockSubject)]
