import type { WorkloadEntry } from '../language/watchers.js'
import type { Workload } from '../scenario.js'
import type { Reading } from '../shape/reading.js'
import { type Names, unknownName } from './context.js'

export function resolveWorkloads(entries: readonly WorkloadEntry[], names: Names, reading: Reading): Workload[] {
  return entries.map(({ name, value }) => {
    const service = names.services.get(value.to.value)
    if (service === undefined) unknownName(reading, 'service', value.to, [...names.services.keys()])
    const { arrivals, timeout, retries } = value
    return { id: name, service: service ?? 0, rate: arrivals, serviceTime: value.service, timeout, retries }
  })
}
