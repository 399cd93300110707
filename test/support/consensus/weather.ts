import type { Law } from '../../../src/laws/index.js'
import type { FaultBudget } from '../../../src/protocols/index.js'
import type { Stream } from '../../../src/random/index.js'
import type { Hostility } from './hostilities.js'

/** What the network and the disks are like; a world changes it as a run goes. */
export interface Weather {
  latency: Law
  sync: Law
  loss: number
  duplicate: number
  late: { chance: number; latency: Law }
}

/** True in two of three seeds: each seed goes without some kinds of fault altogether (swarm testing, Groce et al. 2012). */
export function allowed(stream: Stream): boolean {
  return stream.below(3) > 0
}

export function drawLatency(stream: Stream): Law {
  return [
    { kind: 'constant', value: 1000 } as const,
    { kind: 'uniform', low: 200, high: 8000 } as const,
    { kind: 'exponential', mean: 2000 } as const,
    { kind: 'exponential', mean: 6000 } as const,
  ][stream.below(4)]
}

export function drawSync(stream: Stream): Law {
  return [
    { kind: 'constant', value: 500 } as const,
    { kind: 'exponential', mean: 3000 } as const,
    { kind: 'uniform', low: 100, high: 20_000 } as const,
  ][stream.below(3)]
}

/** @param patience after how long a silence others act, microseconds */
export function drawWeather(stream: Stream, patience: number, hostility: Hostility): Weather {
  const any = drawAnyWeather(stream, patience)
  const seldom = { loss: any.loss / 4, duplicate: any.duplicate / 4, late: { ...any.late, chance: 0 } }
  const fast = { kind: 'constant', value: 1000 } as const
  switch (hostility) {
    case 'forgetting':
      return { ...any, ...seldom, latency: fast, sync: { kind: 'exponential', mean: 1000 * (1 + stream.below(8)) } }
    case 'staleness':
      return {
        ...any,
        ...seldom,
        late: { ...any.late, chance: 0.1 * stream.below(4) },
        latency: { kind: 'uniform', low: 200, high: 1500 },
        sync: { kind: 'constant', value: 500 },
      }
    case 'changing':
      return { ...any, ...seldom }
    case 'relapsing': {
      const late = { kind: 'uniform', low: 0, high: patience * (1 + stream.below(6)) } as const
      return { ...any, loss: any.loss / 4, late: { chance: 0.05 * (1 + stream.below(6)), latency: late } }
    }
    case 'duels':
      return {
        latency: { kind: 'exponential', mean: 1000 * (1 + stream.below(4)) },
        sync: { kind: 'exponential', mean: 1000 },
        loss: 0.1 * stream.below(5),
        duplicate: 0.15 * stream.below(4),
        late: { chance: 0.1 * stream.below(4), latency: { kind: 'uniform', low: 0, high: patience * 3 } },
      }
    case 'anything':
      return any
  }
}

function drawAnyWeather(stream: Stream, patience: number): Weather {
  return {
    latency: drawLatency(stream),
    sync: drawSync(stream),
    loss: allowed(stream) ? stream.below(4) * 0.08 : 0,
    duplicate: allowed(stream) ? stream.below(4) * 0.12 : 0,
    late: {
      chance: allowed(stream) ? 0.02 * (1 + stream.below(4)) : 0,
      latency: { kind: 'uniform', low: 0, high: patience * (1 + stream.below(8)) },
    },
  }
}

/** When all faults have ended. */
export const fair: Readonly<Weather> = {
  latency: { kind: 'uniform', low: 500, high: 1500 },
  sync: { kind: 'constant', value: 500 },
  loss: 0,
  duplicate: 0,
  late: { chance: 0, latency: { kind: 'constant', value: 0 } },
}

/** Rate errors of clocks: as far as the protocol claims to bear, and as one likes where it makes no claim. */
export function drawDrift(stream: Stream, processes: number, budget: FaultBudget, hostility: Hostility): number[] {
  const most = budget.drift ?? 0.2
  const kind = hostility === 'staleness' ? 2 : stream.below(3)
  return Array.from({ length: processes }, () => {
    if (kind === 0) return 0
    if (kind === 1) return most * (2 * stream.unit() - 1)
    return stream.below(2) === 0 ? most : -most
  })
}
