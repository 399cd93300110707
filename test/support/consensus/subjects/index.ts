import { type Case, caseOf } from '../suite.js'
import { multiPaxosSubject } from './multi-paxos.js'
import { paxosLockSubject } from './paxos-lock.js'
import { raftSubject } from './raft.js'
import { singlePaxosSubject } from './single-paxos.js'
import { vsrDiskSubject, vsrSubject } from './vsr.js'
import { zabSubject } from './zab.js'

/** Every consensus protocol there is. */
export const cases: readonly Case[] = [
  caseOf(raftSubject),
  caseOf(singlePaxosSubject),
  caseOf(multiPaxosSubject),
  caseOf(zabSubject),
  caseOf(vsrSubject),
  caseOf(vsrDiskSubject),
  caseOf(paxosLockSubject),
]
