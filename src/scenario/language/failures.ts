import { constant, type Law } from '../../laws/index.js'
import type { Repair } from '../scenario.js'
import { mapOf } from '../shape/collection.js'
import { lifetime, time } from '../shape/law.js'
import { type Fields, maybe, object, preset } from '../shape/object.js'
import { atMostOne, needs, type Rule } from '../shape/rule.js'
import { choice, positiveNumber } from '../shape/scalar.js'
import { type Located, located, named, type Shape } from '../shape/shape.js'

/** Repairs in the parts operators know. */
export const repair: Shape<Repair> = named('repair', () =>
  object({
    detect: preset(time, '0s', 'until someone or something notices'),
    diagnose: preset(time, '0s', 'until it is known what to do'),
    repair: preset(time, '0s', 'the work itself'),
    restore: preset(time, '0s', 'until it serves again: reboot, reload, copy back'),
  }),
)

export const failureRules: readonly Rule[] = [
  atMostOne(['mttr', 'repair']),
  needs('mtbf', ['mttr', 'repair']),
  needs('mttr', ['mtbf']),
  needs('repair', ['mtbf']),
]

const agingAbout = 'whether it ages only while it is powered and up, or by the calendar'

/** Keys that nodes, domains and further failure modes have in common. */
export const failureFields = {
  mtbf: maybe(lifetime, 'mean up time, or the law of up times', {
    slips: ['lifetime', 'mttf', 'mean-time-between-failures'],
  }),
  mttr: maybe(located(lifetime), 'mean time to repair, or the law of repair times', {
    slips: ['recovery', 'mean-time-to-repair'],
  }),
  repair: maybe(located(repair), 'the repair in its parts, in place of `mttr`'),
  aging: preset(choice(['while-up', 'always']), 'while-up', agingAbout),
} satisfies Fields

const nodeFailure = object(
  {
    ...failureFields,
    effect: preset(choice(['crash', 'pause', 'slow']), 'crash', 'what it does to the node'),
    factor: preset(positiveNumber(), 10, 'how many times slower, when the effect is `slow`'),
  },
  [...failureRules, needs('factor', ['effect'])],
)

const domainFailure = object(
  {
    ...failureFields,
    effect: preset(choice(['power', 'network']), 'power', 'whether the nodes inside crash or are cut off'),
  },
  failureRules,
)

export const nodeFailures = mapOf('failure', nodeFailure)
export const domainFailures = mapOf('failure', domainFailure)

/** What says how long a repair takes. */
export interface Repairing {
  readonly mttr: Located<Law> | null
  readonly repair: Located<Repair> | null
}

/** `mttr` is short for a repair of one part. */
export function repairOf({ mttr, repair }: Repairing): Repair {
  const none = constant(0)
  return repair?.value ?? { detect: none, diagnose: none, repair: mttr?.value ?? none, restore: none }
}
