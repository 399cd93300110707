import { describe, expect, it } from 'vitest'
import { type Protocol, paxosLock, primaryBackup, raft } from '../../src/protocols/index.js'
import { runPaxosSchedule } from '../support/paxos-schedule.js'
import { runPrimaryBackupSchedule } from '../support/primary-backup-schedule.js'
import { frozen } from '../support/protocol-process.js'
import { runSchedule } from '../support/raft-schedule.js'

/** The protocol with its state sent through JSON before every step, its input frozen, and what it hands out frozen. */
function throughJson<C, S extends object, M>(protocol: Protocol<C, S, M>): Protocol<C, S, M> {
  return {
    ...protocol,
    step(config, state, input, out) {
      const text = JSON.stringify(state)
      const copy = JSON.parse(text) as S
      expect(copy).toEqual(state)
      Object.assign(state, copy)
      protocol.step(frozen(config), state, frozen(input), {
        ...out,
        send: (to, message) => out.send(to, frozen(message)),
        persist: (token, writes) => out.persist(token, frozen(writes)),
      })
    },
  }
}

describe('state is plain data: kept as JSON between steps, nothing changes', () => {
  for (let n = 0; n < 5; n++) {
    it(`raft, schedule ${n}`, () => {
      expect(runSchedule(`plain/${n}`, throughJson(raft))).toEqual(runSchedule(`plain/${n}`))
    })
    it(`paxos lock, schedule ${n}`, () => {
      expect(runPaxosSchedule(`plain/${n}`, throughJson(paxosLock))).toEqual(runPaxosSchedule(`plain/${n}`))
    })
    it(`primary-backup, schedule ${n}`, () => {
      const here = runPrimaryBackupSchedule(`plain/${n}`, false, throughJson(primaryBackup))
      expect(here).toEqual(runPrimaryBackupSchedule(`plain/${n}`, false))
    })
  }
})
