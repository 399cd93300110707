import type { Root } from '../language/root.js'
import type { Domain, LinkClass, Network } from '../scenario.js'
import type { Placed } from './domains.js'

/** What two nodes have between them when the file says nothing: half a millisecond, as inside one data centre. */
const builtIn: LinkClass = {
  name: 'default',
  latency: { kind: 'constant', value: 500 },
  loss: 0,
  duplicate: 0,
  reorder: 0,
  overtaking: false,
}

/**
 * Two nodes meet in their innermost common domain D. Their class is `within-<kind of D>`; else `between-<kind>s` for
 * the kind of D's children; else the `within-…` of what D itself stands in; else `default`.
 */
export function resolveNetwork(
  entries: Root['network'],
  placed: readonly Placed[],
): { network: Network; domains: Domain[] } {
  const classes: LinkClass[] = [builtIn]
  const byName = new Map<string, number>([['default', 0]])
  for (const { name, value } of entries) {
    const made: LinkClass = { ...value, name, latency: value.latency.value }
    if (name === 'default') classes[0] = made
    else byName.set(name, classes.push(made) - 1)
  }
  const childKinds = new Map<number, string[]>()
  for (const { parent, kind } of placed) {
    const known = childKinds.get(parent)
    if (known === undefined) childKinds.set(parent, [kind])
    else if (!known.includes(kind)) known.push(kind)
  }
  const between = (parent: number) =>
    (childKinds.get(parent) ?? []).map(kind => byName.get(`between-${kind}s`)).find(found)
  const domains: Domain[] = []
  const insideOf: number[] = []
  placed.forEach((domain, i) => {
    const own = byName.get(`within-${domain.kind}`)
    const inherited = domain.parent < 0 ? 0 : insideOf[domain.parent]
    insideOf.push(own ?? inherited)
    domains.push({ ...domain, linkClass: own ?? between(i) ?? inherited })
  })
  return { network: { classes, between: between(-1) ?? 0, clients: byName.get('clients') ?? 0 }, domains }
}

function found(index: number | undefined): index is number {
  return index !== undefined
}
