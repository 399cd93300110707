import { endOf } from './log.js'
import type { Epoch, LogPart, VsrMessage } from './messages.js'

/** One short line for traces, such as `PREPARE v3 after 7 +1 commit 7`. */
export function describe(message: VsrMessage): string {
  switch (message.type) {
    case 'PREPARE':
      return `PREPARE ${at(message)} after ${message.previous} +${message.entries.length} commit ${message.commit}`
    case 'PREPAREOK':
      return `PREPAREOK ${at(message)} op ${message.op}`
    case 'COMMIT':
      return `COMMIT ${at(message)} ${message.commit}`
    case 'STARTVIEWCHANGE':
      return `STARTVIEWCHANGE ${at(message)}${lives(message.vector)}`
    case 'DOVIEWCHANGE': {
      const { lastNormal, log, commit, vector } = message
      return `DOVIEWCHANGE ${at(message)} normal v${lastNormal} log ${part(log)} commit ${commit}${lives(vector)}`
    }
    case 'STARTVIEW':
      return `STARTVIEW ${at(message)} log ${part(message.log)} commit ${message.commit}`
    case 'GETSTATE':
      return `GETSTATE ${at(message)} after ${message.op}`
    case 'NEWSTATE':
      return `NEWSTATE ${at(message)} log ${part(message.log)} commit ${message.commit}`
    case 'GETVECTOR':
      return 'GETVECTOR'
    case 'VECTOR':
      return `VECTOR${lives(message.vector)}`
    case 'RECOVERY':
      return `RECOVERY${lives(message.vector)}`
    case 'RECOVERYRESPONSE': {
      const { epoch, view, log, commit, vector } = message
      const state = log === null ? '' : ` log ${part(log)} commit ${commit}`
      return `RECOVERYRESPONSE ${at({ epoch: epoch.epoch, view })}${state}${lives(vector)}`
    }
    case 'STARTEPOCH':
      return `STARTEPOCH ${begins(message.epoch)}`
    case 'EPOCHSTARTED':
      return `EPOCHSTARTED e${message.epoch}`
  }
}

function at({ epoch, view }: { readonly epoch: number; readonly view: number }): string {
  return epoch === 0 ? `v${view}` : `e${epoch} v${view}`
}

function part(log: LogPart): string {
  const checkpoint = log.checkpoint === null ? '' : ` on ${log.checkpoint.op}`
  return `${log.base}..${endOf(log)}${checkpoint}`
}

/** Only where someone has come back. */
function lives(vector: readonly number[]): string {
  return vector.every(life => life === 0) ? '' : ` lives ${vector.join(' ')}`
}

function begins({ epoch, start, members }: Epoch): string {
  return `e${epoch} after ${start} of ${members.join(' ')}`
}
