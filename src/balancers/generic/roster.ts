import type { Happening, ServerConfig } from '../contract.js'

/** What every policy keeps of its servers. */
export interface Roster {
  readonly weight: number[]
  readonly up: boolean[]
  /** Drained, or out of service. */
  readonly away: boolean[]
  readonly inFlight: number[]
  /** Counts changes of who may be picked and of weights: what is built from those is built again. */
  changes: number
}

export function newRoster(servers: readonly ServerConfig[]): Roster {
  return {
    weight: servers.map(({ weight }) => weight),
    up: servers.map(() => true),
    away: servers.map(() => false),
    inFlight: servers.map(() => 0),
    changes: 0,
  }
}

/** Takes note of what happened. */
export function note(roster: Roster, happening: Happening): void {
  switch (happening.kind) {
    case 'sent':
      roster.inFlight[happening.server]++
      return
    case 'ended':
      roster.inFlight[happening.server]--
      return
    case 'up':
    case 'down':
      roster.up[happening.server] = happening.kind === 'up'
      break
    case 'drain':
    case 'maintenance':
    case 'ready':
      roster.away[happening.server] = happening.kind !== 'ready'
      break
    case 'weight':
      roster.weight[happening.server] = happening.weight
      break
    default:
      return
  }
  roster.changes++
}

export function isUsable(roster: Roster, i: number): boolean {
  return roster.up[i] && !roster.away[i] && roster.weight[i] > 0
}

/** Who may be picked, in order. */
export function usable(roster: Roster): number[] {
  const found: number[] = []
  for (let i = 0; i < roster.weight.length; i++) if (isUsable(roster, i)) found.push(i)
  return found
}
