import type { Effects } from '../contract.js'
import type { PrimaryBackupConfig } from './config.js'
import type { PrimaryBackupMessage } from './messages.js'
import type { PrimaryBackupState } from './state.js'

type Out = Effects<PrimaryBackupMessage>

export function tellAll(config: PrimaryBackupConfig, state: PrimaryBackupState, out: Out): void {
  const message = heartbeatOf(state)
  for (let peer = 0; peer < config.members; peer++) if (peer !== state.self) out.send(peer, message)
}

export function tell(state: PrimaryBackupState, out: Out, to: number): void {
  out.send(to, heartbeatOf(state))
}

function heartbeatOf(state: PrimaryBackupState): PrimaryBackupMessage {
  const part = state.announced === 1 ? state.part : 'backup'
  return {
    type: 'heartbeat',
    epoch: state.syncedEpoch,
    base: state.base,
    part,
    copy: state.copy,
    ready: part === 'backup' && state.ready === 1,
  }
}
