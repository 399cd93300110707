import { sample } from '../random/index.js'
import { slowness } from './nodes.js'
import type { World } from './world.js'

/**
 * When what is handed to a node's disk now will be synced. A disk syncs one batch at a time: what comes during a sync
 * waits for its end, and the next sync takes all that waits (group commit). So etcd writes what one `Ready` gathered with
 * one fsync, and ZooKeeper's `SyncRequestProcessor` flushes what has queued up behind the last flush.
 */
export function whenSynced(world: World, node: number): number {
  const disk = world.state.nodes[node]
  if (disk.nextSync > 0 && disk.thisSync <= world.now) {
    disk.thisSync = disk.nextSync
    disk.nextSync = 0
  }
  if (disk.thisSync <= world.now) {
    disk.thisSync = world.now + lengthOfSync(world, node)
    return Math.round(disk.thisSync)
  }
  if (disk.nextSync === 0) disk.nextSync = disk.thisSync + lengthOfSync(world, node)
  return Math.round(disk.nextSync)
}

function lengthOfSync(world: World, node: number): number {
  const stream = world.streams.of('node', world.endpointName(node), 'disk')
  return sample(world.plan.scenario.nodes[node].disk.sync, stream) * slowness(world, node)
}
