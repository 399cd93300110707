/** How many hosts a priority level has, and of what health; by weight where health is weighed. */
export interface Level {
  readonly hosts: number
  readonly healthy: number
  readonly degraded?: number
  /** Not counted at all, except in total panic: those without a first health check. */
  readonly excluded?: number
  /** By the number of hosts, which panic goes by whatever health is weighed by. */
  readonly counted?: { readonly hosts: number; readonly healthy: number; readonly degraded: number }
}

/** Percent of requests for each level's healthy and degraded hosts, and which levels send to all their hosts. */
export interface PriorityLoads {
  readonly healthy: number[]
  readonly degraded: number[]
  readonly panic: boolean[]
}

/**
 * Spreads load over priority levels (`recalculatePerPriorityState`, `recalculatePerPriorityPanic` and
 * `recalculateLoadInTotalPanic`, load_balancer_impl.cc). A level's health is its share of healthy hosts times the
 * overprovisioning factor, at most 100; load fills the levels in order, degraded hosts after healthy ones. When all health
 * adds up to less than 100 it is scaled up, and levels below the threshold panic; when all panic, load goes by the number of
 * hosts.
 */
export function priorityLoads(levels: readonly Level[], factor = 140, panicThreshold = 50): PriorityLoads {
  const share = (part: number, level: Level) => {
    const counted = level.hosts - (level.excluded ?? 0)
    return counted > 0 ? Math.min(100, Math.floor((factor * part) / counted)) : 0
  }
  const health = levels.map(level => share(level.healthy, level))
  const worse = levels.map(level => share(level.degraded ?? 0, level))
  const total = Math.min(
    100,
    [...health, ...worse].reduce((sum, part) => sum + part, 0),
  )
  const loads = distribute(health, worse, total)
  if (panicThreshold === 0 && total === 0) {
    loads.healthy[0] = 100
    return { ...loads, panic: levels.map(() => false) }
  }
  const panic = levels.map(level => total !== 100 && isInPanic(level, panicThreshold))
  if (panic.every(one => one)) byHosts(levels, loads)
  return { ...loads, panic }
}

type Loads = Pick<PriorityLoads, 'healthy' | 'degraded'>

function distribute(health: readonly number[], worse: readonly number[], total: number): Loads {
  if (total === 0) return { healthy: health.map(() => 0), degraded: worse.map(() => 0) }
  let left = 100
  const take = (part: number) => {
    const load = Math.min(left, Math.floor((part * 100) / total))
    left -= load
    return load
  }
  const healthy = health.map(take)
  const degraded = worse.map(take)
  // What rounding left goes to the first level that has any health.
  const first = health.findIndex(part => part > 0)
  if (first >= 0) healthy[first] += left
  else degraded[worse.findIndex(part => part > 0)] += left
  return { healthy, degraded }
}

function isInPanic(level: Level, threshold: number): boolean {
  const { hosts, healthy, degraded = 0 } = level.counted ?? level
  const counted = hosts - (level.excluded ?? 0)
  const percent = counted === 0 ? 0 : (100 * healthy) / counted + (100 * degraded) / counted
  return percent < Math.min(100, threshold)
}

function byHosts(levels: readonly Level[], loads: Loads): void {
  const sizes = levels.map(level => (level.counted ?? level).hosts)
  const all = sizes.reduce((sum, hosts) => sum + hosts, 0)
  let left = 100
  for (const [i, hosts] of sizes.entries()) {
    loads.healthy[i] = all === 0 ? 0 : Math.floor((100 * hosts) / all)
    loads.degraded[i] = 0
    left -= loads.healthy[i]
  }
  loads.healthy[all === 0 ? 0 : sizes.findIndex(hosts => hosts > 0)] += left
}

/** The level for a number from 0 to 99 (`choosePriority`), among healthy loads, and whether in its degraded hosts. */
export function choosePriority(loads: PriorityLoads, number: number): { level: number; degraded: boolean } {
  let sum = 0
  for (const [level, load] of loads.healthy.entries()) if (number < (sum += load)) return { level, degraded: false }
  for (const [level, load] of loads.degraded.entries()) if (number < (sum += load)) return { level, degraded: true }
  return { level: 0, degraded: false }
}
