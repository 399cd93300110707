import type { RequestState } from '../state.js'

/**
 * Who asks, with which workload, and a member of the service that this calls: in one number of an event. Clients ask as
 * endpoint -1, so that theirs are small.
 */
export const placeOf = (asker: number, workload: number, member: number): number =>
  ((asker + 1) * workloadSpan + workload) * memberSpan + member

export const memberSpan = 2 ** 20
const workloadSpan = 2 ** 13
const askerSpan = memberSpan * workloadSpan

export const memberAt = (where: number): number => where % memberSpan
export const workloadAt = (where: number): number => Math.floor(where / memberSpan) % workloadSpan
export const askerAt = (where: number): number => (where < askerSpan ? -1 : Math.floor(where / askerSpan) - 1)

/** The node that makes a request, or -1 for clients. */
export const askerOf = ({ call }: RequestState): number => (call === undefined ? -1 : call.node)
