import { say } from '../../diagnostics/index.js'
import { MILLISECOND, printRatio } from '../../units/index.js'
import { keepsLog } from '../keeps-log.js'
import type { WorkloadEntry } from '../language/watchers.js'
import type { RequestClass, Service, Workload } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import { type Names, unknownService } from './context.js'

/** How long a client that is turned away waits before it asks again, unless the file says. */
const defaultPause = 50 * MILLISECOND

/** Shares are decimals that were rounded. */
const dust = 1e-9

function classesOf(body: WorkloadEntry['value']['classes'], reading: Reading): RequestClass[] {
  if (body === null) return []
  const sum = body.value.reduce((all, { value }) => all + value.share, 0)
  if (Math.abs(sum - 1) > dust && !reading.broken.has(body.value))
    report(reading, 'S107', body.place, say`the shares of classes sum to ${printRatio(sum)}, not to ${'100%'}`)
  return body.value.map(({ name, value }) => ({ id: name, share: value.share, serviceTime: value.service }))
}

export function resolveWorkloads(
  entries: readonly WorkloadEntry[],
  names: Names,
  services: readonly Service[],
  reading: Reading,
): Workload[] {
  return entries.map(({ name, value }): Workload => {
    const service = names.services.get(value.to.value)
    if (service === undefined) unknownService(reading, names, value.to)
    const { arrivals, timeout, retries, reads, pause, keys } = value
    const classes = classesOf(value.classes, reading)
    const plain = {
      ...{ id: name, service: service ?? 0, rate: arrivals.rate, serviceTime: value.service, timeout, retries },
      ...(arrivals.arrivals !== null && { arrivals: arrivals.arrivals }),
      ...(keys !== null && { keys }),
      ...(classes.length > 0 && { classes }),
      ...(value.deadline !== null && { deadline: value.deadline.value }),
      ...(value.cancel && { cancel: true as const }),
    }
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
