import { byForm, isListTree, isMapTree, listOf, mapOf, type Named, oneOrMany, refine } from '../shape/collection.js'
import { type Fields, type FieldsOf, maybe, object, required } from '../shape/object.js'
import { reference } from '../shape/reference.js'
import { exactlyOne, needs } from '../shape/rule.js'
import { count, duration, flag, text } from '../shape/scalar.js'
import { located, type Shape } from '../shape/shape.js'
import { someMembers } from './quorums.js'

/** Products count weights in 16 bits at the most. */
const heaviest = 65_535

const orders = {
  transfer: maybe(reference('a node'), 'the leader hands over to this member (Raft)'),
  members: maybe(someMembers, 'from now on these are the members who vote'),
  snapshot: maybe(located(flag), 'the leader takes a snapshot'),
  propose: maybe(text, 'the member named under `by` proposes this value (single-decree Paxos)', { slips: ['value'] }),
  drain: maybe(someMembers, 'its balancer sends these no new requests; those in flight go on to their end', {
    slips: ['draining'],
  }),
  maintenance: maybe(someMembers, 'its balancer takes these out of service; HAProxy does not check them meanwhile', {
    slips: ['maint', 'disable', 'disabled'],
  }),
  ready: maybe(someMembers, 'its balancer sends to these again', { slips: ['enable', 'undrain', 'resume'] }),
  weight: maybe(
    mapOf('server', located(count(0, heaviest))),
    'its balancer gives these nodes, or groups of nodes, other weights; 0: no new requests',
    { slips: ['weights'] },
  ),
} satisfies Fields

const operation = object(
  {
    at: required(oneOrMany(located(duration)), 'when, counted from the start of measuring'),
    service: required(reference('the name of a service'), 'a service that keeps a log, or one whose balancer is told'),
    ...orders,
    by: maybe(reference('a node'), 'who proposes', { slips: ['at-member', 'member'] }),
  },
  [exactlyOne(Object.keys(orders)), needs('propose', ['by']), needs('by', ['propose'])],
)

export type OperationEntry = ReturnType<typeof operation.read> & FieldsOf<typeof orders>

/** A list is numbered: `operation-1`, `operation-2`. */
const list: Shape<readonly Named<OperationEntry>[]> = refine(listOf(located(operation)), entries =>
  entries.map(({ value, place }, i) => ({ name: `operation-${i + 1}`, namePlace: place, value })),
)

export const operations = byForm<readonly Named<OperationEntry>[]>([
  { when: isMapTree, shape: mapOf('operation', operation) },
  { when: isListTree, shape: list },
])
