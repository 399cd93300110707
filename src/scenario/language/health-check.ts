import { healthChecks } from '../../balancers/index.js'
import type { Law } from '../../laws/index.js'
import { byForm, isMapTree, isScalarTree, refine } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { type Fields, maybe, object } from '../shape/object.js'
import { atMostOne, exactlyOne, needs } from '../shape/rule.js'
import { choice } from '../shape/scalar.js'
import type { Shape } from '../shape/shape.js'
import { type Tree, treeOf } from '../text/tree.js'
import { type Watch, watch, watchFields } from './monitor.js'
import { fieldsOf, valuesOf } from './policy-options.js'

/** What a scenario says of health: heartbeats that members send, or checks that a product makes. */
export type HealthCheckBody =
  | { readonly kind: 'heartbeats'; readonly watch: Watch }
  | {
      readonly kind: 'active'
      readonly name: string
      readonly options: { readonly [name: string]: unknown }
      /** What a member has to do to answer; null: nothing. */
      readonly work: Law | null
    }

const names = healthChecks.map(({ description }) => description.name)

const products: Fields = Object.fromEntries(
  healthChecks.map(({ description: { name, about, options } }) => [
    name,
    maybe(
      refine(object(fieldsOf(options)), read => valuesOf(options, read)),
      about,
    ),
  ]),
)

const ofProducts: Fields = {
  ...products,
  work: maybe(
    time,
    'beside a product: what a member does to answer a check, longer where it is slow; nothing, unless said',
    {
      slips: ['service-time', 'service'],
    },
  ),
}

const active: Shape<HealthCheckBody> = refine(object(ofProducts, [exactlyOne(names)]), (read): HealthCheckBody => {
  const name = names.find(one => read[one] !== null) ?? names[0]
  return { kind: 'active', name, options: read[name] ?? {}, work: read.work as Law | null }
})

/** `haproxy` alone: with its defaults. */
const short: Shape<HealthCheckBody> = {
  ...refine(choice(names), (name, tree): HealthCheckBody => {
    const quiet = { problems: [], where: [], readFile: () => ({ reason: '' }), broken: new WeakSet<object>() }
    return active.read(treeOf({ [name]: {} }, tree.place), quiet)
  }),
  complete: tree => (tree.kind === 'scalar' ? active.complete(treeOf({ [tree.text]: {} }, tree.place)) : tree),
}

const heartbeats: Shape<HealthCheckBody> = refine(watch, read => ({ kind: 'heartbeats', watch: read }))

const keysOfHeartbeats = ['heartbeat', 'detector', 'interval']

/** Who says nothing of heartbeats means a product, well spelt or not. */
const isActive = (tree: Tree): boolean =>
  tree.kind === 'map' && tree.entries.length > 0 && !tree.entries.some(({ key }) => keysOfHeartbeats.includes(key))

/** Both maps in one, for editors and for the reference. */
const either = object({ ...watchFields, ...ofProducts } as Fields, [
  atMostOne([...names, 'heartbeat']),
  needs('work', names),
])

/** `{ heartbeat: 1s, detector: {…} }`, `haproxy`, or `{ haproxy: { inter: 2s } }`. */
export const healthCheck: Shape<HealthCheckBody> = {
  ...byForm<HealthCheckBody>([
    { when: isScalarTree, shape: short },
    { when: isActive, shape: active },
    { when: isMapTree, shape: heartbeats },
  ]),
  schema: schemas => ({ anyOf: [short.schema(schemas), either.schema(schemas)] }),
}
