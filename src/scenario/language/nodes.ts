import { mapOf } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { maybe, object, preset } from '../shape/object.js'
import { reference } from '../shape/reference.js'
import { atMostOne, needs } from '../shape/rule.js'
import { count, drift, positiveNumber } from '../shape/scalar.js'
import { located } from '../shape/shape.js'
import { failureFields, failureRules, nodeFailures } from './failures.js'

const disk = object(
  {
    sync: preset(time, '1ms', 'until a write is safe', { alias: 'fsync', slips: ['latency', 'write'] }),
    'stall-every': maybe(time, 'time between stalls, in which nothing is synced'),
    stall: preset(time, '0s', 'how long a stall lasts'),
  },
  [needs('stall-every', ['stall'])],
)

const clock = object({
  drift: preset(located(drift), '0ppm', 'rate error; each node draws its own between plus and minus this'),
})

const node = object(
  {
    count: maybe(located(count(1, 1_000_000)), 'that many, `web-1` to `web-6`; without it the one node `web`', {
      slips: ['replicas', 'number', 'instances', 'size'],
    }),
    spread: maybe(reference('a kind of domain such as `zones`'), 'round robin over all domains of a kind', {
      slips: ['across', 'over'],
    }),
    in: maybe(reference('a domain such as `eu/a`'), 'the domain they stand in', {
      slips: ['zone', 'rack', 'domain', 'region'],
    }),
    ...failureFields,
    failures: preset(nodeFailures, {}, 'further ways to fail, by name'),
    boot: preset(time, '0s', 'from power on to serving, after a repair or when power returns'),
    speed: preset(positiveNumber(), 1, 'service times are divided by this'),
    disk: preset(disk, {}, 'the disk'),
    clock: preset(clock, {}, 'the clock'),
  },
  [...failureRules, atMostOne(['spread', 'in'])],
)

export const nodes = mapOf('node', node)
export type NodeGroup = ReturnType<typeof nodes.read>[number]
