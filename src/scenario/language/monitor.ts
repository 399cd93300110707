import type { DetectorConfig } from '../../detectors/index.js'
import { refine } from '../shape/collection.js'
import { type Fields, maybe, object, preset, required } from '../shape/object.js'
import { exactlyOne, needs } from '../shape/rule.js'
import { choice, count, duration, numberUpTo, positiveDuration } from '../shape/scalar.js'
import { type Located, located, type Shape } from '../shape/shape.js'

// Defaults of Akka's reference.conf (akka-cluster), but for its pause of 3 s.
const phi = object({
  threshold: preset(
    numberUpTo(300),
    8,
    'suspicion at which it suspects: 8 is wrong once in 10^8 heartbeats, if their model holds',
  ),
  window: preset(count(1, 16_384), 1000, 'intervals remembered'),
  'min-std-dev': preset(positiveDuration, '100ms', 'a smaller deviation counts as this'),
  pause: preset(duration, '0s', 'silence forgiven beyond the mean interval'),
  tail: preset(choice(['normal', 'logistic', 'exponential']), 'normal', 'the law intervals are held to follow'),
})

const detectorFields = {
  timeout: maybe(located(positiveDuration), 'suspects after this much silence'),
  missed: maybe(count(1, 1000), 'suspects after this many heartbeats that did not come', { slips: ['fall', 'misses'] }),
  grace: maybe(duration, 'allowed beyond the due time of the last missed heartbeat'),
  phi: maybe(phi, 'suspects by the phi accrual rule'),
} satisfies Fields

const rules = [exactlyOne(['timeout', 'missed', 'phi']), needs('grace', ['missed'])]

/** Heartbeats and the detector that listens, with the place of the number that decides. */
export interface Watch {
  readonly heartbeat: Located<number>
  readonly detector: Located<DetectorConfig>
}

const heartbeatAbout = 'time between heartbeats'

const plainDetector = object(detectorFields, rules)
type DetectorBody = ReturnType<typeof plainDetector.read>

function configOf(body: DetectorBody): DetectorConfig {
  if (body.phi !== null) {
    const { threshold, window, pause, tail } = body.phi
    return { kind: 'phi', threshold, window, minStdDev: body.phi['min-std-dev'], pause, tail }
  }
  if (body.missed !== null) return { kind: 'missed', beats: body.missed, grace: body.grace ?? 0 }
  return { kind: 'timeout', timeout: body.timeout?.value ?? 1_000_000 }
}

/** `{ timeout: 5s }`, `{ missed: 3 }` or `{ phi: {…} }`. */
export const detector: Shape<Located<DetectorConfig>> = refine(plainDetector, (body, tree) => ({
  value: configOf(body),
  place: body.timeout?.place ?? tree.place,
}))

export const watchFields = {
  heartbeat: preset(located(positiveDuration), '1s', heartbeatAbout, { slips: ['interval'] }),
  detector: preset(detector, { timeout: '5s' }, 'when it suspects'),
} satisfies Fields

/** `{ heartbeat: 1s, detector: {…} }`. */
export const watch: Shape<Watch> = object(watchFields)

/** The same with the detector's keys beside `heartbeat`. */
export function flatWatch<F extends Fields>(more: F) {
  return refine(
    object(
      {
        ...more,
        heartbeat: required(located(positiveDuration), heartbeatAbout, { slips: ['interval'] }),
        ...detectorFields,
      },
      rules,
    ),
    (body, tree) => {
      const own = body as DetectorBody & { readonly heartbeat: Located<number> }
      const place = own.timeout?.place ?? tree.place
      return { ...body, watch: { heartbeat: own.heartbeat, detector: { value: configOf(own), place } } }
    },
  )
}
