import type { WorkloadEntry } from '../language/watchers.js'
import type { Workload } from '../scenario.js'
import type { Reading } from '../shape/reading.js'
import { type Names, unknownService } from './context.js'

export function resolveWorkloads(entries: readonly WorkloadEntry[], names: Names, reading: Reading): Workload[] {
  return entries.map(({ name, value }) => {
    const service = names.services.get(value.to.value)
    if (service === undefined) unknownService(reading, names, value.to)
    const { arrivals, timeout, retries } = value
    return { id: name, service: service ?? 0, rate: arrivals, serviceTime: value.service, timeout, retries }
  })
}
