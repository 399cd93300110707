/** An earliest-deadline-first schedule (edf_scheduler.h): each entry is due 1/weight after it was put in. */
export interface Schedule {
  time: number
  order: number
  readonly entries: Entry[]
}

interface Entry {
  host: number
  deadline: number
  order: number
}

/** What is added to weights at the start, so that multiples of each other do not tie by rounding. */
const epsilon = 1e-13

/**
 * A schedule as it stands after some picks (`EdfScheduler::createWithPicks`): each entry has had its share of the picks,
 * rounded down; those that are left are made one by one.
 */
export function newSchedule(hosts: readonly number[], weightOf: (host: number) => number, picks: number): Schedule {
  const schedule: Schedule = { time: 0, order: hosts.length, entries: [] }
  if (hosts.length === 0) return schedule
  const count = picks % 429_496_729
  const total = hosts.reduce((sum, host) => sum + (weightOf(host) + epsilon), 0)
  let made = 0
  for (const [order, host] of hosts.entries()) {
    const weight = weightOf(host) + epsilon
    let had = Math.floor((weight * count) / total)
    if (had > 0 && had / weight >= count / total) had--
    schedule.entries.push({ host, deadline: (had + 1) / weight, order })
    schedule.time = Math.max(schedule.time, had / weight)
    made += had
  }
  for (; made < count; made++) nextDue(schedule, weightOf)
  return schedule
}

/** The host that is due first, the one put in first among equals; it is put back by the weight it has now. */
export function nextDue(schedule: Schedule, weightOf: (host: number) => number): number {
  const due = schedule.entries.reduce((best, entry) =>
    entry.deadline < best.deadline || (entry.deadline === best.deadline && entry.order < best.order) ? entry : best,
  )
  schedule.time = due.deadline
  due.deadline = schedule.time + 1 / weightOf(due.host)
  due.order = schedule.order++
  return due.host
}
