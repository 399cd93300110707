import { say, words } from '../../diagnostics/index.js'
import { mean } from '../../laws/index.js'
import type { Call, Calls } from '../calls.js'
import { keepsLog } from '../keeps-log.js'
import type { CallEntry } from '../language/calls.js'
import type { ServiceEntry } from '../language/services.js'
import type { Service, Workload } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import type { Place } from '../text/tree.js'
import { type Names, unknownService } from './context.js'
import { findCycles } from './cycles.js'
import { leastOf } from './services.js'
import { ordersOf } from './workload.js'

/** Attempts that one request may bring about in all, however deep; and workloads and calls of a scenario. */
const mostAttempts = 100_000
const mostDeep = 100
const mostWorkloads = 8000

interface Resolved {
  readonly names: Names
  readonly services: readonly Service[]
  /** Of clients. */
  readonly workloads: readonly Workload[]
}

/** Names of the services that others call. */
export function servicesCalled(entries: readonly ServiceEntry[]): string[] {
  return entries.flatMap(({ value }) => (value.calls?.value ?? []).flat().map(({ to }) => to.value))
}

/** Services with what they call, and a workload for each call behind those of clients. */
export function resolveCalls(
  entries: readonly ServiceEntry[],
  { names, services, workloads: written }: Resolved,
  reading: Reading,
): { readonly services: Service[]; readonly workloads: Workload[] } {
  const workloads = [...written]
  const ids = new Set<string>()
  const calling = services.map((service, s): Service => {
    const { calls: said, calling: how, 'after-calls': after } = entries[s].value
    if (said === null) return service
    if (keepsLog(service)) {
      const why = say`${service.id} keeps a log, whose members work on nothing but that: they call nobody`
      report(reading, 'S224', said.place, why)
      return service
    }
    const stages = said.value.map(stage =>
      stage.flatMap((entry): Call[] => {
        const to = names.services.get(entry.to.value)
        if (to === undefined) {
          unknownService(reading, names, entry.to)
          return []
        }
        const call = callOf(entry, services[to], service, reading)
        workloads.push({
          ...workloadOf(entry, numbered(`${service.id}/${entry.to.value}`, ids), s, to, services, reading),
        })
        return [{ ...call, workload: workloads.length - 1 }]
      }),
    )
    const calls: Calls = {
      blocking: how !== 'asynchronous',
      stages,
      ...(after !== null && mean(after) > 0 && { after }),
    }
    return { ...service, calls }
  })
  if (workloads.length > mostWorkloads && ids.size > 0) {
    const place = entries.find(({ value }) => value.calls !== null)?.value.calls?.place
    if (place !== undefined)
      report(
        reading,
        'S225',
        place,
        say`there are ${workloads.length} workloads and calls; there may be ${mostWorkloads}`,
      )
  }
  const graph = calling.map(({ calls }) => (calls?.stages ?? []).flat().map(call => workloads[call.workload].service))
  const cycles = findCycles(graph)
  for (const cycle of cycles) tellCycle(entries, cycle, reading)
  if (cycles.length === 0) checkSizes(entries, calling, workloads, graph, reading)
  return { services: calling, workloads: cycles.length > 0 ? workloads : withRates(calling, workloads, graph) }
}

/** `front/search`, and `front/search/2` when it calls it again. */
function numbered(id: string, ids: Set<string>): string {
  let name = id
  for (let again = 2; ids.has(name); again++) name = `${id}/${again}`
  ids.add(name)
  return name
}

function callOf(entry: CallEntry, callee: Service, { id }: Service, reading: Reading): Omit<Call, 'workload'> {
  const { count: many, needs, share, optional } = entry
  const each = entry.each === true
  if (each && keepsLog(callee)) {
    const why = say`${callee.id} keeps a log: whoever calls it looks for its leader, and cannot call ${'each'} of its members`
    report(reading, 'S224', entry.to.place, why)
  }
  const requests = each ? callee.members.length : (many?.value ?? 1)
  if (needs?.value.kind === 'number') {
    const { least, of } = needs.value
    const what = say`${id} makes ${requests} ${words(requests === 1 ? 'request' : 'requests')} of ${callee.id}`
    if (of !== null && of !== requests) report(reading, 'S205', needs.place, say`${what}, not ${of}`)
    else if (least > requests) report(reading, 'S205', needs.place, say`${what}, of which ${least} cannot be answered`)
  }
  const least = leastOf(needs?.value ?? { kind: 'all' }, requests)
  return { requests, each, needs: least, share, optional, ownKeys: many !== null || entry.keys !== null }
}

function workloadOf(
  entry: CallEntry,
  id: string,
  caller: number,
  service: number,
  services: readonly Service[],
  reading: Reading,
): Workload {
  const { keys, timeout, retries, deadline, cancel } = entry
  return {
    ...{ id, caller, service, rate: 0, serviceTime: entry.service, timeout, retries },
    ...(keys !== null && { keys }),
    ...(deadline !== null && { deadline: deadline.value }),
    ...(cancel && { cancel: true as const }),
    ...ordersOf(entry, services[service], reading),
  }
}

function tellCycle(entries: readonly ServiceEntry[], cycle: readonly number[], reading: Reading): void {
  const [first, second] = cycle
  const entry = (entries[first].value.calls?.value ?? []).flat().find(({ to }) => to.value === entries[second].name)
  const place = entry?.to.place ?? entries[first].namePlace
  const chain = cycle.map(i => say`${entries[i].name}`)
  const told = chain.slice(1).reduce((said, link) => say`${said}, which calls ${link}`)
  report(reading, 'S223', place, say`services call each other in a circle: ${chain[0]} calls ${told}`)
}

/** Callees first. There are no circles. */
function inOrder(graph: readonly (readonly number[])[]): number[] {
  const callers: number[][] = graph.map(() => [])
  const waits = graph.map(callees => callees.length)
  for (const [s, callees] of graph.entries()) for (const callee of callees) callers[callee].push(s)
  const order = [...graph.keys()].filter(s => waits[s] === 0)
  for (const s of order) for (const caller of callers[s]) if (--waits[caller] === 0) order.push(caller)
  return order
}

/** How many attempts one request of a service may bring about, and how deep they go. */
function checkSizes(
  entries: readonly ServiceEntry[],
  services: readonly Service[],
  workloads: readonly Workload[],
  graph: readonly (readonly number[])[],
  reading: Reading,
): void {
  const attempts = services.map(() => 0)
  const depth = services.map(() => 0)
  for (const s of inOrder(graph)) {
    for (const { workload: w, requests } of (services[s].calls?.stages ?? []).flat()) {
      const { service, retries } = workloads[w]
      attempts[s] += requests * (1 + retries) * (1 + attempts[service])
      depth[s] = Math.max(depth[s], 1 + depth[service])
    }
    const place: Place = entries[s].value.calls?.place ?? entries[s].namePlace
    if (attempts[s] <= mostAttempts && depth[s] <= mostDeep) continue
    const { id } = services[s]
    const message =
      depth[s] > mostDeep
        ? say`a request of ${id} goes more than ${mostDeep} calls deep`
        : say`a request of ${id} may bring about ${attempts[s]} attempts, those of its calls' calls among them; there may be ${mostAttempts}`
    report(reading, 'S225', place, message)
    return
  }
}

/** Calls come at the rate of the requests they are made for, where none of those fails. */
function withRates(
  services: readonly Service[],
  workloads: readonly Workload[],
  graph: readonly (readonly number[])[],
): Workload[] {
  const rates = workloads.map(({ rate }) => rate)
  const ofService = services.map(() => 0)
  for (const { caller, service, rate } of workloads) if (caller === undefined) ofService[service] += rate
  for (const s of inOrder(graph).reverse()) {
    for (const { workload: w, requests, share } of (services[s].calls?.stages ?? []).flat()) {
      rates[w] = ofService[s] * requests * share
      ofService[workloads[w].service] += rates[w]
    }
  }
  return workloads.map((workload, w) => (workload.caller === undefined ? workload : { ...workload, rate: rates[w] }))
}
