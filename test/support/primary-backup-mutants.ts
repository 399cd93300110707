import { primaryBackup } from '../../src/protocols/index.js'
import type { PrimaryBackup } from './primary-backup-schedule.js'

function mutant(name: string, changed: Partial<PrimaryBackup>): PrimaryBackup {
  return { ...primaryBackup, ...changed, name }
}

/** Primary-backup with one rule broken on purpose, from outside; the law suite must notice. */
export const primaryBackupMutants: readonly PrimaryBackup[] = [
  mutant('the epoch is not persisted', {
    step(config, state, input, out) {
      primaryBackup.step(config, state, input, { ...out, persist: token => out.persist(token, []) })
    },
  }),

  mutant('a member that comes back need not copy', {
    init(config, self, stored) {
      return { ...primaryBackup.init(config, self, stored), ready: 1 }
    },
  }),

  mutant('a primary does not step down', {
    step(config, state, input, out) {
      if (input.kind === 'message' && state.part === 'primary') return
      primaryBackup.step(config, state, input, out)
    },
  }),
]
