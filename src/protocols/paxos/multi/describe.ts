import type { Entry, MultiPaxosMessage } from './messages.js'

/** One short line: `accept b7 s12 "x" no-op chosen 11`. */
export function describe(message: MultiPaxosMessage): string {
  switch (message.type) {
    case 'prepare':
      return `prepare b${message.ballot} from s${message.slot}`
    case 'promise': {
      const { ballot, slot, entries, chosen, snapshot } = message
      const from = snapshot === null ? '' : ` snapshot ${snapshot.index}`
      return `promise b${ballot}${from}${listed(slot, entries, true)} chosen ${chosen}`
    }
    case 'accept':
      return `accept b${message.ballot}${listed(message.slot, message.entries, false)} chosen ${message.chosen}`
    case 'accepted':
      return `accepted b${message.ballot} s${message.slot}${message.last > message.slot ? `–${message.last}` : ''}`
    case 'refuse':
      return `refuse b${message.ballot} promised b${message.promised}`
    case 'heartbeat':
      return `heartbeat b${message.ballot} chosen ${message.chosen} last ${message.last}`
    case 'heard':
      return `heard b${message.ballot} chosen ${message.chosen} accepted ${message.matched}`
    case 'ask':
      return `ask from s${message.slot}`
    case 'learn': {
      const { slot, entries, chosen, snapshot } = message
      return `learn${snapshot === null ? '' : ` snapshot ${snapshot.index}`}${listed(slot, entries, false)} chosen ${chosen}`
    }
  }
}

function listed(slot: number, entries: readonly Entry[], ballots: boolean): string {
  if (entries.length === 0) return ''
  const texts = entries.map(({ ballot, kind, command }) => {
    if (ballot === 0) return '–'
    const what = kind === 'command' ? JSON.stringify(command) : kind
    return ballots ? `b${ballot}:${what}` : what
  })
  return ` s${slot} ${texts.join(' ')}`
}
