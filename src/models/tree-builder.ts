import type { BasicEvent, FaultTree, Gate, GateOp } from '../analysis/index.js'

/**
 * A formula under construction. Equal gates are made once. Literals are positive for events (index + 1) and gates;
 * negative for complements; `never` and `always` stand for the constants.
 */
export class TreeBuilder {
  readonly #gates: Gate[] = []
  readonly #known = new Map<string, number>()
  readonly #events: number

  /** @param events how many basic events there are, at most */
  constructor(events: number) {
    this.#events = events
  }

  event(index: number): number {
    return index + 1
  }

  or(literals: readonly number[]): number {
    if (literals.includes(always)) return always
    const args = distinct(literals.filter(literal => literal !== never))
    return args.length === 0 ? never : args.length === 1 ? args[0] : this.#gate('or', 0, args)
  }

  and(literals: readonly number[]): number {
    if (literals.includes(never)) return never
    const args = distinct(literals.filter(literal => literal !== always))
    return args.length === 0 ? always : args.length === 1 ? args[0] : this.#gate('and', 0, args)
  }

  /** k or more of them; equal literals count each. */
  atLeast(k: number, literals: readonly number[]): number {
    const sure = literals.filter(literal => literal === always).length
    const args = literals.filter(literal => literal !== always && literal !== never).sort((a, b) => a - b)
    const needed = k - sure
    if (needed <= 0) return always
    if (needed > args.length) return never
    if (needed === 1) return this.or(args)
    if (needed === args.length) return this.and(args)
    return this.#gate('atleast', needed, args)
  }

  not(literal: number): number {
    if (literal === never) return always
    return literal === always ? never : -literal
  }

  /** What a literal rests on, with its events numbered anew; `eventOf` leads back to the builder's events. */
  tree(top: number, events: readonly BasicEvent[]): { readonly tree: FaultTree; readonly eventOf: readonly number[] } {
    const { eventOf, gates } = this.#below(top)
    const place = new Map<number, number>()
    for (const [i, event] of eventOf.entries()) place.set(event, i)
    for (const [i, gate] of gates.entries()) place.set(this.#events + gate, eventOf.length + i)
    const renamed = (literal: number): number => {
      const node = place.get(Math.abs(literal) - 1) as number
      return literal > 0 ? node + 1 : -(node + 1)
    }
    const kept = gates.map(g => ({ ...this.#gates[g], args: this.#gates[g].args.map(renamed) }))
    const constant: Gate = { id: 'true', op: 'true', k: 0, args: [] }
    if (top === always || top === never) {
      return { tree: { events: [], gates: [constant], top: top === always ? 1 : -1 }, eventOf: [] }
    }
    return { tree: { events: eventOf.map(e => events[e]), gates: kept, top: renamed(top) }, eventOf }
  }

  /** Events in the order in which a walk from the top meets them: what belongs together stays together. */
  #below(top: number): { eventOf: number[]; gates: number[] } {
    const eventOf: number[] = []
    const gates: number[] = []
    const seen = new Set<number>()
    const waiting = [Math.abs(top) - 1]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen.has(node) || top === always || top === never) continue
      seen.add(node)
      if (node < this.#events) {
        eventOf.push(node)
        continue
      }
      gates.push(node - this.#events)
      const { args } = this.#gates[node - this.#events]
      for (let i = args.length - 1; i >= 0; i--) waiting.push(Math.abs(args[i]) - 1)
    }
    return { eventOf, gates }
  }

  #gate(op: GateOp, k: number, args: readonly number[]): number {
    const key = `${op}${k}:${args.join(',')}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const literal = this.#events + this.#gates.length + 1
    this.#gates.push({ id: `g${this.#gates.length + 1}`, op, k, args })
    this.#known.set(key, literal)
    return literal
  }
}

/** Literals of the constants; no node has them. */
export const never = 0
export const always = Number.MAX_SAFE_INTEGER

function distinct(literals: readonly number[]): number[] {
  return [...new Set(literals)].sort((a, b) => a - b)
}
