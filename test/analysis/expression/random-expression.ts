import type { Stream } from '../../../src/random/index.js'
import { DAY, HOUR } from '../../../src/units/index.js'

/** A random expression with its meaning by definition: what is up in which state of its parts. */
export interface RandomExpression {
  readonly text: string
  readonly shared: boolean
  readonly atoms: readonly Atom[]
  /** The probability of all states in which it is down. */
  down(): number
  /** How often it goes from up to down, per microsecond. */
  flow(): number
}

interface Atom {
  readonly meanUp: number
  readonly meanDown: number
}

type Up = (state: number) => boolean

interface Made {
  readonly text: string
  readonly build: () => Up
}

export function randomExpression(stream: Stream): RandomExpression {
  const atoms: Atom[] = []
  const names = new Map<string, Made>()
  let shared = false
  const add = (atom: Atom): Up => {
    const bit = 2 ** (atoms.push(atom) - 1)
    return state => Math.floor(state / bit) % 2 === 1
  }

  const leaf = (): Made => {
    const up = 1 + stream.below(9)
    const down = 1 + stream.below(9)
    const atom = { meanUp: up * DAY, meanDown: down * HOUR }
    return { text: `mtbf ${up}d mttr ${down}h`, build: () => add(atom) }
  }

  /** One thing, however often it is built. */
  const once = (made: Made): Made => {
    let built: Up | null = null
    return { text: made.text, build: () => (built ??= made.build()) }
  }

  const make = (depth: number): Made => {
    const pick = stream.below(depth === 0 ? 3 : 9)
    if (names.size > 0 && pick === 0) {
      shared = true
      return [...names.values()][stream.below(names.size)]
    }
    if (pick <= 2) {
      const made = depth > 0 && stream.below(3) === 0 ? make(depth - 1) : leaf()
      if (stream.below(2) === 0) return made
      const name = `n${names.size}`
      const thing = once({ text: `${name}: (${made.text})`, build: made.build })
      names.set(name, { text: name, build: thing.build })
      return thing
    }
    if (pick === 8 && depth > 1) return failover(make(depth - 1), make(depth - 1))
    if (pick === 7) return copies(depth)
    const parts = Array.from({ length: 2 + stream.below(2) }, () => make(depth - 1))
    const k = pick === 6 ? 1 + stream.below(parts.length) : pick % 2 === 0 ? parts.length : 1
    const text =
      pick === 6
        ? `${k} of (${parts.map(part => part.text).join(', ')})`
        : `(${parts.map(part => `(${part.text})`).join(k === 1 ? ' or ' : ' and ')})`
    return {
      text,
      build: () =>
        atLeast(
          k,
          parts.map(part => part.build()),
        ),
    }
  }

  const copies = (depth: number): Made => {
    // A part of its own, so that copies differ.
    const [own, rest] = [leaf(), make(depth - 1)]
    const n = 2 + stream.below(2)
    const k = 1 + stream.below(n)
    const one = (): Up => {
      const [a, b] = [own.build(), rest.build()]
      return state => a(state) && b(state)
    }
    return {
      text: `${k} of ${n} (${own.text} and (${rest.text}))`,
      build: () => atLeast(k, Array.from({ length: n }, one)),
    }
  }

  const failover = (primary: Made, standby: Made): Made => ({
    text: `failover(${primary.text}, ${standby.text}, fails 25%)`,
    build: () => {
      const [p, s, works] = [primary.build(), standby.build(), add({ meanUp: 3, meanDown: 1 })]
      return state => p(state) || (works(state) && s(state))
    },
  })

  const made = make(3)
  const up = made.build()
  const probability = (state: number): number =>
    atoms.reduce((product, { meanUp, meanDown }, i) => {
      const share = Math.floor(state / 2 ** i) % 2 === 1 ? meanUp : meanDown
      return product * (share / (meanUp + meanDown))
    }, 1)
  const states = () => Array.from({ length: 2 ** atoms.length }, (_, state) => state)
  return {
    text: made.text,
    shared,
    atoms,
    down: () => states().reduce((total, state) => total + (up(state) ? 0 : probability(state)), 0),
    flow: () =>
      states()
        .filter(up)
        .reduce((total, state) => {
          const falls = atoms.filter((_, i) => Math.floor(state / 2 ** i) % 2 === 1 && !up(state - 2 ** i))
          return total + probability(state) * falls.reduce((rate, { meanUp }) => rate + 1 / meanUp, 0)
        }, 0),
  }
}

function atLeast(k: number, parts: readonly Up[]): Up {
  return state => parts.filter(part => part(state)).length >= k
}
