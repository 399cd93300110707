import { byForm, isListTree, isMapTree, listOf, mapOf, type Named, oneOrMany, refine } from '../shape/collection.js'
import { lifetime, time } from '../shape/law.js'
import { type Fields, type FieldsOf, maybe, object, required } from '../shape/object.js'
import { reference } from '../shape/reference.js'
import { atMostOne, exactlyOne, needs, type Rule } from '../shape/rule.js'
import { duration, flag, positiveNumber, share, signedDuration } from '../shape/scalar.js'
import { located, type Shape } from '../shape/shape.js'

const someone = oneOrMany(reference('a node, a group, a domain or `clients`'))
const groups = listOf(someone, 1)
const aDomain = reference('a domain such as `eu/a`')

const direction = {
  from: maybe(someone, 'messages from these'),
  to: maybe(someone, 'to these'),
  between: maybe(groups, 'both ways between these two groups'),
} satisfies Fields

const directionRules: readonly Rule[] = [exactlyOne(['from', 'between']), needs('from', ['to']), needs('to', ['from'])]

const effects = {
  crash: maybe(someone, 'these nodes stop and lose what was not synced'),
  pause: maybe(someone, 'these nodes stand still and keep their memory'),
  'crash-leader': maybe(reference('a service with a protocol'), 'whoever leads this service at the moment crashes'),
  'pause-leader': maybe(
    reference('a service with a protocol'),
    'whoever leads this service at the moment stands still',
  ),
  slow: maybe(someone, 'these nodes work `factor` times slower'),
  partition: maybe(groups, 'these groups cannot reach each other; with one group, it and all the others', {
    slips: ['split'],
  }),
  'one-way': maybe(
    object({ from: required(someone, 'messages from these'), to: required(someone, 'to these are lost') }),
    'a cut in one direction',
  ),
  loss: maybe(
    object({ ...direction, probability: required(share, 'share of messages lost') }, directionRules),
    'further loss',
  ),
  delay: maybe(
    object({ ...direction, by: required(time, 'added to each message') }, directionRules),
    'further latency',
  ),
  power: maybe(aDomain, 'the nodes of this domain crash, and boot when it returns'),
  network: maybe(aDomain, 'the nodes of this domain are cut off from everything outside'),
  'clock-step': maybe(
    object({
      node: required(someone, 'whose clocks', { alias: 'nodes' }),
      by: required(signedDuration, 'forward, or back with a minus'),
    }),
    'these clocks jump',
  ),
  'disk-stall': maybe(someone, 'the disks of these nodes sync nothing'),
} satisfies Fields

const timing = {
  at: maybe(oneOrMany(located(duration)), 'when it begins, counted from the start of measuring'),
  every: maybe(time, 'time from its end to its next beginning', { slips: ['period', 'interval'] }),
  mtbf: maybe(lifetime, 'the same; a bare duration is the mean of an exponential'),
  for: maybe(time, 'how long it lasts', { slips: ['duration', 'mttr', 'lasts'] }),
  factor: maybe(positiveNumber(), 'for `slow`: how many times slower'),
  meant: maybe(flag, 'true: it may go beyond what a protocol bears, and no warning says so'),
} satisfies Fields

const effectNames = Object.keys(effects)

const fault = object({ ...timing, ...effects }, [
  exactlyOne(['at', 'every', 'mtbf']),
  exactlyOne(effectNames),
  atMostOne(['for', 'clock-step']),
  ...effectNames.filter(name => name !== 'clock-step').map(name => needs(name, ['for'])),
  needs('slow', ['factor']),
  needs('factor', ['slow']),
])

export type FaultEntry = FieldsOf<typeof timing> & FieldsOf<typeof effects>

const faultMap: Shape<readonly Named<FaultEntry>[]> = mapOf('fault', fault)

/** A list is numbered: `fault-1`, `fault-2`. */
const faultList: Shape<readonly Named<FaultEntry>[]> = refine(listOf(located(fault)), list =>
  list.map(({ value, place }, i) => ({ name: `fault-${i + 1}`, namePlace: place, value })),
)

export const faults = byForm([
  { when: isMapTree, shape: faultMap },
  { when: isListTree, shape: faultList },
])
