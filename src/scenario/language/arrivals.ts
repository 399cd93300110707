import { say, words } from '../../diagnostics/index.js'
import { HOUR } from '../../units/index.js'
import type { Arrivals, RatePiece } from '../scenario.js'
import { listOf, refine } from '../shape/collection.js'
import { type NamedClasses, readArrivals } from '../shape/csv-arrivals.js'
import { time } from '../shape/law.js'
import { maybe, object, preset, required } from '../shape/object.js'
import { inWhere, report } from '../shape/reading.js'
import { choice, count, duration, numberBetween, positiveDuration, rate, text } from '../shape/scalar.js'
import type { Shape } from '../shape/shape.js'
import { tagged } from '../shape/tagged.js'
import { phases } from './phases.js'

/** A mean rate per second, and how requests come in where that is not all. */
export interface ArrivalBody {
  readonly rate: number
  readonly arrivals: Arrivals | null
  /** What each line of a file says of its class, by name. */
  readonly named?: NamedClasses
}

const unit = choice(['us', 'ms', 's', 'm', 'h', 'd', 'w', 'y'])
const most = 1_000_000

/** As many numbers as there are hours in a day, or days in a week. */
const factors = (many: number): Shape<readonly number[]> =>
  refine(
    listOf(numberBetween(0, most)),
    list => list,
    (list, tree, reading) => {
      if (list.length !== many)
        report(reading, 'S107', tree.place, say`there are ${list.length} numbers, not ${many}${inWhere(reading)}`)
      else if (list.every(factor => factor === 0))
        report(reading, 'S107', tree.place, say`${words('no request is ever made')}${inWhere(reading)}`)
    },
  )

const hours = factors(24)

/** Steps of an hour whose rates are as these numbers, with the given mean. */
function profileOf(mean: number, steps: readonly number[]): ArrivalBody {
  const sum = steps.reduce((all, step) => all + step, 0)
  const pieces = steps.map((step, i): RatePiece => {
    const of = sum > 0 ? (mean * steps.length * step) / sum : mean
    return { at: i * HOUR, rate: of, end: of }
  })
  return { rate: mean, arrivals: { kind: 'profile', pieces, period: steps.length * HOUR } }
}

const daily = refine(
  object({
    mean: required(rate, 'requests, the mean of a day'),
    hours: required(hours, 'what each hour has of it, as 24 numbers; the study begins at midnight'),
  }),
  ({ mean, hours: steps }) => profileOf(mean, steps),
)

const weekly = refine(
  object({
    mean: required(rate, 'requests, the mean of a week'),
    days: required(factors(7), 'what each day has of it, as 7 numbers; the study begins with the first'),
    hours: maybe(hours, 'what each hour of a day has; all the same, unless said'),
  }),
  ({ mean, days, hours: steps }) => {
    const day = steps ?? new Array<number>(24).fill(1)
    return profileOf(
      mean,
      days.flatMap(factor => day.map(step => step * factor)),
    )
  },
)

const flash = refine(
  object({
    rate: required(rate, 'requests before and after'),
    peak: required(rate, 'requests while it lasts'),
    at: required(duration, 'when it begins, from the start of measuring'),
    rise: preset(duration, '0s', 'from its beginning to its peak, in a straight line'),
    for: required(positiveDuration, 'how long it stays at its peak'),
    fall: preset(duration, '0s', 'from its peak back, in a straight line'),
  }),
  ({ rate: usual, peak, at, rise, for: hold, fall }): ArrivalBody => {
    const all: RatePiece[] = [
      { at: 0, rate: usual, end: usual },
      { at, rate: usual, end: peak },
      { at: at + rise, rate: peak, end: peak },
      { at: at + rise + hold, rate: peak, end: usual },
      { at: at + rise + hold + fall, rate: usual, end: usual },
    ]
    // A piece of no length is left out: its place is that of the next.
    const pieces = all.filter((piece, i) => i === all.length - 1 || all[i + 1].at > piece.at)
    return { rate: usual, arrivals: { kind: 'profile', pieces, period: 0 } }
  },
)

const replay: Shape<ArrivalBody> = refine(
  object({
    csv: required(text, 'a CSV file, relative to this file'),
    column: maybe(text, 'name of the column of times, ascending; not needed when there is one'),
    unit: preset(unit, 's', 'unit of the times, which count from the start of measuring'),
    work: maybe(text, 'name of a column with the work in each request'),
    'work-unit': preset(unit, 'ms', 'unit of the work'),
    key: maybe(text, 'name of a column with what each request is about'),
    class: maybe(text, 'name of a column with the class of each request, one of the `classes` of the workload'),
    every: maybe(positiveDuration, 'begins anew after so long; once through, unless said'),
  }),
  (body, tree, reading) => {
    const read = readArrivals({ ...body, workUnit: body['work-unit'] }, tree, reading)
    const { times, work, keys, named } = read ?? { times: [0], work: null, keys: null, named: null }
    const span = Math.max(1, body.every ?? times[times.length - 1])
    const every = body.every ?? 0
    if (every > 0 && every <= times[times.length - 1])
      report(reading, 'S107', tree.place, say`${words('it begins anew before its last request')}${inWhere(reading)}`)
    const rate = (times.length * 1e6) / span
    return { rate, arrivals: { kind: 'replay', times, work, keys, every }, ...(named !== null && { named }) }
  },
)

const clients = refine(
  object({
    count: required(count(1, 100_000), 'how many there are'),
    think: preset(time, { exponential: '1s' }, 'from an answer, or a failure, to the next request'),
  }),
  ({ count: many, think }): ArrivalBody => ({ rate: many, arrivals: { kind: 'clients', count: many, think } }),
)

const plainly =
  (arrivals: Arrivals | null) =>
  (of: number): ArrivalBody => ({ rate: of, arrivals })

export const arrivals = tagged<ArrivalBody>('arrival process', {
  poisson: { shape: refine(rate, plainly(null)), about: 'independent requests at this mean rate' },
  regular: { shape: refine(rate, plainly({ kind: 'regular' })), about: 'one after the other, as far apart each time' },
  mmpp: {
    shape: phases,
    about: 'bursts: independent requests at a rate that changes, its phases in turn or by chance',
  },
  daily: { shape: daily, about: 'independent requests at a rate that goes with the hour' },
  weekly: { shape: weekly, about: 'independent requests at a rate that goes with the day and the hour' },
  flash: { shape: flash, about: 'a flash crowd: independent requests whose rate rises once' },
  replay: { shape: replay, about: 'requests at the times in a file' },
  clients: { shape: clients, about: 'a closed loop: clients who wait for an answer, think, and ask again' },
})
