import type { RequestState } from '../state.js'
import type { World } from '../world.js'

/** Of what was asked for a request that its client gave up, one that was still waited for; null where nothing was. */
export function awaitedBy(world: World, { calling: c, serial }: RequestState): RequestState | null {
  if (c === undefined || world.state.callings === undefined) return null
  const calling = world.state.callings.all[c]
  if (calling.serial === 0 || calling.job.serial !== serial) return null
  for (const { requests, over } of calling.joins) {
    if (over) continue
    for (const r of requests) {
      const request = world.state.requests[r]
      if (request.serial > 0 && request.call?.serial === calling.serial) return request
    }
  }
  return null
}
