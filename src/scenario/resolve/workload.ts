import { say, suggest, words } from '../../diagnostics/index.js'
import { MILLISECOND, printRatio } from '../../units/index.js'
import { keepsLog } from '../keeps-log.js'
import type { WorkloadEntry } from '../language/watchers.js'
import type { Arrivals, RequestClass, Service, Workload } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import { type Names, unknownService } from './context.js'

/** How long a client that is turned away waits before it asks again, unless the file says. */
const defaultPause = 50 * MILLISECOND

/** Shares are decimals that were rounded. */
const dust = 1e-9

function classesOf({ classes: body, arrivals }: WorkloadEntry['value'], reading: Reading): RequestClass[] {
  if (body === null) return []
  const { named } = arrivals
  const written = body.value.filter(({ value }) => value.share !== null)
  if (named !== undefined && written.length > 0) {
    const help = [words('leave the shares out, or the column')]
    report(
      reading,
      'S107',
      body.place,
      say`${named.csv} says the class of each request, and so how many there are of each`,
      { help },
    )
  } else if (named === undefined) {
    for (const { name, namePlace, value } of body.value)
      if (value.share === null && !reading.broken.has(body.value))
        report(reading, 'S102', namePlace, say`missing key ${'share'} of class ${name}`)
    const sum = written.reduce((all, { value }) => all + (value.share ?? 0), 0)
    if (written.length === body.value.length && Math.abs(sum - 1) > dust && !reading.broken.has(body.value))
      report(reading, 'S107', body.place, say`the shares of classes sum to ${printRatio(sum)}, not to ${'100%'}`)
  }
  const counted = (name: string): number =>
    named === undefined ? 0 : named.names.filter(one => one === name).length / named.names.length
  return body.value.map(({ name, value }) => ({
    id: name,
    share: value.share ?? counted(name),
    serviceTime: value.service,
  }))
}

/** Arrivals from a file with the class of each line by its number. */
function arrivalsOf(
  { arrivals: body }: WorkloadEntry['value'],
  classes: readonly RequestClass[],
  reading: Reading,
): Arrivals | null {
  const { arrivals, named } = body
  if (arrivals?.kind !== 'replay' || named === undefined) return arrivals
  const { names, place, csv } = named
  const ids = classes.map(({ id }) => id)
  const indices = names.map(name => ids.indexOf(name))
  const bad = indices.indexOf(-1)
  if (bad >= 0) {
    const meant = suggest(names[bad], ids)
    const help =
      ids.length === 0
        ? words('name them under `classes`')
        : meant === null
          ? say`the classes are ${ids.join(', ')}`
          : say`did you mean ${meant}?`
    report(reading, 'S123', place, say`${names[bad]} in row ${bad + 2} of ${csv} is no class of the workload`, {
      help: [help],
    })
  }
  return { ...arrivals, classes: indices.map(index => Math.max(0, index)) }
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
    const { timeout, retries, keys } = value
    const classes = classesOf(value, reading)
    const arrivals = arrivalsOf(value, classes, reading)
    return {
      ...{ id: name, service: service ?? 0, rate: value.arrivals.rate, serviceTime: value.service, timeout, retries },
      ...(arrivals !== null && { arrivals }),
      ...(keys !== null && { keys }),
      ...(classes.length > 0 && { classes }),
      ...(value.deadline !== null && { deadline: value.deadline.value }),
      ...(value.cancel && { cancel: true as const }),
      ...(service !== undefined && ordersOf(value, services[service], reading)),
    }
  })
}

/** What is said of orders to a service: nothing of one that keeps no log. */
export function ordersOf(
  { reads, pause }: Pick<WorkloadEntry['value'], 'reads' | 'pause'>,
  service: Service,
  reading: Reading,
): Pick<Workload, 'orders'> {
  if (keepsLog(service)) return { orders: { reads: reads?.value ?? 0, pause: pause?.value ?? defaultPause } }
  for (const [key, written] of [
    ['reads', reads],
    ['pause', pause],
  ] as const) {
    if (written === null) continue
    const why = say`${key} is for services that keep a log, and ${service.id} keeps none`
    report(reading, 'S219', written.place, why)
  }
  return {}
}
