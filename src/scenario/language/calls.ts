import { byForm, isListTree, isMapTree, isScalarTree, listOf, oneOrMany, refine } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { type FieldsOf, maybe, object, preset, required } from '../shape/object.js'
import { type Reference, reference } from '../shape/reference.js'
import { atMostOne } from '../shape/rule.js'
import { choice, count, duration, flag, positiveDuration, share } from '../shape/scalar.js'
import { located, named, type Shape } from '../shape/shape.js'
import { keys } from './keys.js'
import { needs } from './needs.js'

const fields = {
  to: required(reference('the name of a service'), 'the service it calls', { slips: ['service-name', 'target'] }),
  count: maybe(
    located(count(1, 100_000)),
    'so many requests at once, each to the member that the balancer picks; one, unless said',
    {
      slips: ['fan-out', 'fanout', 'requests'],
    },
  ),
  each: maybe(flag, 'whether every member gets one, whatever the balancer thinks of it'),
  needs: maybe(
    located(needs),
    'how many answers are enough: `2`, `2 of 3`, `any`, `all`, `majority`; all, unless said',
    { slips: ['quorum', 'require', 'requires', 'min'] },
  ),
  share: preset(share, '100%', 'of requests that make this call at all', { slips: ['probability'] }),
  optional: preset(flag, false, 'whether the answer goes out without it when it fails', { slips: ['soft'] }),
  service: preset(time, '1ms', 'the work in one of its requests', { slips: ['service-time', 'work'] }),
  keys: maybe(
    keys,
    'what its requests are about; the same as the request they are made for, or each about something of its own with `count`, unless said',
  ),
  timeout: preset(positiveDuration, '1s', 'after which an attempt is given up; nobody else hears of it'),
  deadline: maybe(
    located(positiveDuration),
    'from the call to its answer, all attempts together; what the request that makes it has left, where that is less or nothing is said',
  ),
  cancel: preset(
    flag,
    false,
    'whether a member is told when nobody waits for it any more, and of the deadline; it works on for nobody, unless it is',
  ),
  retries: preset(count(0, 100), 0, 'further attempts, each at a member picked anew'),
  reads: maybe(
    located(share),
    'of a service that keeps a log: the share of requests that change nothing; none, unless said',
  ),
  pause: maybe(
    located(duration),
    'of a service that keeps a log: before a caller that is turned away asks again; 50ms, unless said',
  ),
}

const whole = named('call', () => object(fields, [atMostOne(['count', 'each'])]))
export type CallEntry = FieldsOf<typeof fields>

const plain = (to: Reference): CallEntry => ({ ...whole.fallback(), to })

const call = byForm<CallEntry>([
  { when: isScalarTree, shape: refine(fields.to.shape, plain) },
  { when: isMapTree, shape: whole },
])

const stage: Shape<readonly CallEntry[]> = byForm<readonly CallEntry[]>([
  { when: isListTree, shape: listOf(call, 1) },
  { when: () => true, shape: refine(call, one => [one]) },
])

/** Stages, one after the other; the calls of a stage are made at once. */
export const calls = located(oneOrMany(stage))

/** Whether a request keeps its slot while its calls are under way. */
export const calling = choice(['blocking', 'asynchronous'])
