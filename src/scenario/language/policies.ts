import { type BalancerPolicy, balancerPolicies, type PlainDescription, policies } from '../../balancers/index.js'
import { byForm, isMapTree, isScalarTree, mapOf, type Named, refine } from '../shape/collection.js'
import { type Fields, maybe, object, preset } from '../shape/object.js'
import { choice, count, text } from '../shape/scalar.js'
import type { Shape } from '../shape/shape.js'
import { tagged } from '../shape/tagged.js'
import { treeOf } from '../text/tree.js'
import { fieldsOf, valuesOf } from './policy-options.js'

/** What a scenario says of a policy: one of the plain words, or a policy with its options and what its servers are told. */
export type PolicyBody =
  | { readonly kind: 'plain'; readonly policy: BalancerPolicy }
  | {
      readonly kind: 'described'
      readonly name: string
      readonly options: { readonly [name: string]: unknown }
      readonly servers: readonly Named<ServerBody>[]
    }

export interface ServerBody {
  readonly address: string | null
  readonly weight: number
  readonly told: { readonly [name: string]: unknown }
}

/** HAProxy's `SRV_UWGHT_MAX`; others count in 16 bits and more. */
const heaviest = (name: string): number => (name === 'haproxy' ? 256 : 65_535)

function bodyOf({ name, options, server }: PlainDescription): Shape<PolicyBody> {
  const told: Shape<ServerBody> = refine(
    object({
      weight: preset(count(0, heaviest(name)), 1, 'relative weight; 0: no new requests'),
      address: maybe(text, 'what hashes take for it, `host:port`; `NODE:80` unless said'),
      ...fieldsOf(server),
    } as Fields),
    read => ({
      weight: read.weight as number,
      address: read.address as string | null,
      told: valuesOf(server, read),
    }),
  )
  const servers = preset(mapOf('server', told), {}, 'what its servers are told, by node or group of nodes')
  return refine(object({ ...fieldsOf(options), servers } as Fields), read => ({
    kind: 'described',
    name,
    options: valuesOf(options, read),
    servers: read.servers as readonly Named<ServerBody>[],
  }))
}

const described = Object.fromEntries(
  policies.map(({ description }) => [description.name, { shape: bodyOf(description), about: description.about }]),
)
const names = Object.keys(described)
const isPlain = (word: string): word is BalancerPolicy => balancerPolicies.some(one => one === word)

const word: Shape<PolicyBody> = refine(
  choice([...balancerPolicies, ...names.filter(name => !isPlain(name))]),
  (chosen, tree): PolicyBody =>
    isPlain(chosen)
      ? { kind: 'plain', policy: chosen }
      : described[chosen].shape.read(treeOf({}, tree.place), {
          ...{ problems: [], where: [], readFile: () => ({ reason: '' }) },
          broken: new WeakSet(),
        }),
)

/** `least-connections`, or `{ haproxy: { balance: leastconn } }`. */
export const policy: Shape<PolicyBody> = byForm<PolicyBody>([
  { when: isScalarTree, shape: word },
  { when: isMapTree, shape: tagged('policy', described) },
])
