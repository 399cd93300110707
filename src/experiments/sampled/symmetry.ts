import type { Scenario } from '../../scenario/index.js'

/**
 * Which members of a service nobody can tell apart: the same number stands for the same kind. Only policies that draw lots
 * among members, or go by what is in flight and then draw lots, go by neither name nor place; of all others every member
 * is a kind of its own.
 */
export function kindsOfMembers({ services, nodes }: Scenario, s: number): number[] {
  const { balancer, members, work } = services[s]
  const config = balancer?.config ?? null
  const blind = config === null || drawsLots.has('policy' in config ? config.policy : config.name)
  if (!blind) return [...members.keys()]
  const told = config === null || 'policy' in config ? [] : config.config.servers
  const kinds = new Map<string, number>()
  return members.map((n, m) => {
    const { speed, clock } = nodes[n]
    const { name: _, ...server } = told[m] ?? { name: '' }
    const key = JSON.stringify([speed, clock.drift, work?.[m] ?? null, server])
    const kind = kinds.get(key) ?? m
    kinds.set(key, kind)
    return kind
  })
}

const drawsLots: ReadonlySet<string> = new Set(['random', 'weighted-random', 'least-request', 'join-shortest-queue'])

/**
 * The same story told of members in one order among those of a kind: `stories[m]` is what befell member m, word by word. Two
 * stories that differ by an exchange of members of a kind become one.
 */
export function inOneOrder(stories: readonly (readonly string[])[], kinds: readonly number[]): (readonly string[])[] {
  const ordered = [...stories]
  for (const kind of new Set(kinds)) {
    const places = [...kinds.keys()].filter(m => kinds[m] === kind)
    if (places.length < 2) continue
    const own = places.map(m => ({ key: stories[m].join('>'), story: stories[m] }))
    own.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    for (const [i, m] of places.entries()) ordered[m] = own[i].story
  }
  return ordered
}

/** The words of all members at each step of a story, and the dependencies, as texts of configurations. */
export function canonicalPath(configurations: readonly string[], kinds: readonly number[]): string[] {
  const split = configurations.map(text => {
    const bar = text.lastIndexOf(' |')
    return { words: text.slice(0, bar).split(' '), rest: text.slice(bar) }
  })
  const stories = kinds.map((_, m) => split.map(({ words }) => words[m]))
  const ordered = inOneOrder(stories, kinds)
  return split.map(({ rest }, i) => ordered.map(story => story[i]).join(' ') + rest)
}
