/** An earliest-deadline-first schedule (edf_scheduler.h): each host is due 1/weight after it was put in. */
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

/** A schedule of hosts as it stands after some picks. */
export function newSchedule(hosts: readonly number[], weightOf: (host: number) => number, picks: number): Schedule {
  const schedule: Schedule = { time: 0, order: 0, entries: [] }
  for (const host of hosts) {
    schedule.entries.push({ host, deadline: 1 / weightOf(host), order: schedule.order++ })
  }
  for (let i = 0; i < picks; i++) nextDue(schedule, weightOf)
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
