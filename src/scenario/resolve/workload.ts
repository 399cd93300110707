import { say } from '../../diagnostics/index.js'
import { MILLISECOND } from '../../units/index.js'
import { keepsLog } from '../keeps-log.js'
import type { WorkloadEntry } from '../language/watchers.js'
import type { Service, Workload } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import { type Names, unknownService } from './context.js'

/** How long a client that is turned away waits before it asks again, unless the file says. */
const defaultPause = 50 * MILLISECOND

export function resolveWorkloads(
  entries: readonly WorkloadEntry[],
  names: Names,
  services: readonly Service[],
  reading: Reading,
): Workload[] {
  return entries.map(({ name, value }): Workload => {
    const service = names.services.get(value.to.value)
    if (service === undefined) unknownService(reading, names, value.to)
    const { arrivals, timeout, retries, reads, pause } = value
    const plain = { id: name, service: service ?? 0, rate: arrivals, serviceTime: value.service, timeout, retries }
    if (service !== undefined && keepsLog(services[service])) {
      return { ...plain, orders: { reads: reads?.value ?? 0, pause: pause?.value ?? defaultPause } }
    }
    for (const [key, written] of [
      ['reads', reads],
      ['pause', pause],
    ] as const) {
      if (written === null || service === undefined) continue
      report(
        reading,
        'S219',
        written.place,
        say`${key} is for services that keep a log, and ${value.to.value} keeps none`,
      )
    }
    return plain
  })
}
