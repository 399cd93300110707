import { mapOf, type Named, refine } from '../shape/collection.js'
import { type Fields, type FieldsOf, maybe, object, preset } from '../shape/object.js'
import { choice, count, text } from '../shape/scalar.js'
import { named, type Shape } from '../shape/shape.js'
import { domainFailures, failureFields, failureRules } from './failures.js'

const ownFields = {
  ...failureFields,
  effect: preset(
    choice(['power', 'network']),
    'power',
    'whether its failure crashes the nodes inside or cuts them off',
  ),
  failures: preset(domainFailures, {}, 'further ways to fail, by name'),
  count: maybe(count(1, 100_000), 'that many of them, `r-1` to `r-4`', { slips: ['replicas', 'number'] }),
} satisfies Fields

/** The body of a region, zone, rack or domain of another kind. */
export interface DomainBody extends FieldsOf<typeof ownFields>, Nested {
  readonly kind: string | null
}

/** Domains inside, by kind. */
export interface Nested {
  readonly regions: readonly Named<DomainBody>[]
  readonly zones: readonly Named<DomainBody>[]
  readonly racks: readonly Named<DomainBody>[]
  readonly domains: readonly Named<DomainBody>[]
}

export const nestedFields = {
  regions: preset(mapOf('region', body(null)), {}, 'regions, which may hold zones, racks and other domains'),
  zones: preset(mapOf('zone', body(null)), {}, 'zones'),
  racks: preset(mapOf('rack', body(null)), {}, 'racks'),
  domains: preset(mapOf('domain', body('domain')), {}, 'failure domains of a kind of your own'),
} satisfies Fields

/** `kind` null: a body whose kind is told by the key it stands under. */
function body(kind: string | null): Shape<DomainBody> {
  if (kind === null) return named('domain', () => refine(object(fields(), failureRules), value => ({ ...value, kind })))
  const about = 'what kind of domain: room, row, power feed, …'
  return named('domain-of-a-kind', () => object({ kind: preset(text, kind, about), ...fields() }, failureRules))
}

function fields() {
  return { ...ownFields, ...nestedFields }
}
