import { moreThanHalf } from './constructors.js'
import { membersOf } from './members.js'
import { minimalWithin } from './minimal.js'
import type { Quorum } from './quorum.js'

/**
 * A quorum of `a` and one of `b` without a common member, each minimal; or null when every two meet, which is what
 * agreement rests on. Every system here is a conjunction of thresholds and of choices of a line, so that the lines are
 * tried one by one and the rest of the members are dealt out between the two under the thresholds.
 */
export function apart(a: Quorum, b: Quorum): [number[], number[]] | null {
  const members = [...new Set([...membersOf(a), ...membersOf(b)])].sort((one, other) => one - other)
  const deal = new Deal(members, [demandsOf(a), demandsOf(b)])
  if (!deal.complete()) return null
  return [minimalWithin(a, deal.dealtTo(0)), minimalWithin(b, deal.dealtTo(1))]
}

type Side = 0 | 1

interface Threshold {
  readonly of: readonly number[]
  readonly weights: readonly number[]
  readonly needed: number
}

interface Demands {
  readonly thresholds: readonly Threshold[]
  /** One line of each. */
  readonly choices: readonly (readonly (readonly number[])[])[]
}

function demandsOf(quorum: Quorum): Demands {
  const { kind } = quorum
  if (kind === 'joint') {
    const parts = quorum.of.map(demandsOf)
    return { thresholds: parts.flatMap(part => part.thresholds), choices: parts.flatMap(part => part.choices) }
  }
  if (kind === 'grid') {
    const { rows, takes } = quorum
    const columns = rows[0].map((_, column) => rows.map(row => row[column]))
    return { thresholds: [], choices: [...(takes === 'column' ? [] : [rows]), ...(takes === 'row' ? [] : [columns])] }
  }
  const { of } = quorum
  if (kind === 'majority' && of.length === 0) return { thresholds: [], choices: [] }
  const needed = kind === 'majority' ? moreThanHalf(of.length) : quorum.needed
  const weights = kind === 'weighted' ? quorum.weights : of.map(() => 1)
  return { thresholds: [{ of, weights, needed }], choices: [] }
}

/** What one threshold still lacks, and what each member, by place, would bring to it. */
interface Lack {
  readonly side: Side
  readonly brings: readonly number[]
  missing: number
}

/** Members dealt out to two sides, by search. A member may as well go to either side as to none. */
class Deal {
  readonly #members: readonly number[]
  readonly #choices: readonly { readonly side: Side; readonly lines: readonly (readonly number[])[] }[]
  readonly #lacks: readonly Lack[]
  /** Side of each member by place, -1 while open. */
  readonly #sideOf: number[]

  constructor(members: readonly number[], demands: readonly [Demands, Demands]) {
    this.#members = members
    this.#sideOf = members.map(() => -1)
    const sides: readonly Side[] = [0, 1]
    this.#choices = sides.flatMap(side =>
      demands[side].choices.map(lines => ({ side, lines: lines.map(line => line.map(m => members.indexOf(m))) })),
    )
    this.#lacks = sides.flatMap(side =>
      demands[side].thresholds.map(({ of, weights, needed }) => ({
        side,
        brings: members.map(member => weights[of.indexOf(member)] ?? 0),
        missing: needed,
      })),
    )
  }

  complete(): boolean {
    return this.#chooseLines(0)
  }

  dealtTo(side: Side): number[] {
    return this.#members.filter((_, place) => this.#sideOf[place] === side)
  }

  #chooseLines(next: number): boolean {
    if (next === this.#choices.length) return this.#dealOut(this.#openByLikeness(), 0)
    const { side, lines } = this.#choices[next]
    for (const line of lines) {
      if (line.some(place => this.#sideOf[place] === 1 - side)) continue
      const added = line.filter(place => this.#sideOf[place] === -1)
      for (const place of added) this.#give(place, side)
      if (this.#chooseLines(next + 1)) return true
      for (const place of added) this.#takeBack(place)
    }
    return false
  }

  /** Open members, those that bring the same to every threshold next to each other, the weightiest first. */
  #openByLikeness(): number[] {
    const open = this.#sideOf.flatMap((side, place) => (side === -1 ? [place] : []))
    return open.sort((one, other) => {
      for (const { brings } of this.#lacks) if (brings[one] !== brings[other]) return brings[other] - brings[one]
      return one - other
    })
  }

  #dealOut(open: readonly number[], next: number): boolean {
    if (this.#lacks.every(({ missing }) => missing <= 0)) return true
    if (next === open.length || this.#outOfReach(open, next)) return false
    const place = open[next]
    const before = next === 0 ? -1 : open[next - 1]
    // Among members alike only their numbers matter: the first side's come first.
    const afterSecond = before >= 0 && this.#sideOf[before] === 1 && this.#alike(before, place)
    for (const side of afterSecond ? [1 as const] : [0 as const, 1 as const]) {
      this.#give(place, side)
      if (this.#dealOut(open, next + 1)) return true
      this.#takeBack(place)
    }
    return false
  }

  /** Whether the open members fall short of some threshold, or of two of opposite sides that each must serve. */
  #outOfReach(open: readonly number[], next: number): boolean {
    return this.#lacks.some(one => {
      if (one.missing <= 0) return false
      return this.#lacks.some(other => {
        if (other.side === one.side && other !== one) return false
        let within = 0
        for (let i = next; i < open.length; i += 1) within += Math.max(one.brings[open[i]], other.brings[open[i]])
        return within < one.missing + (other === one ? 0 : Math.max(0, other.missing))
      })
    })
  }

  #alike(one: number, other: number): boolean {
    return this.#lacks.every(({ brings }) => brings[one] === brings[other])
  }

  #give(place: number, side: Side): void {
    this.#sideOf[place] = side
    for (const lack of this.#lacks) if (lack.side === side) lack.missing -= lack.brings[place]
  }

  #takeBack(place: number): void {
    const side = this.#sideOf[place]
    this.#sideOf[place] = -1
    for (const lack of this.#lacks) if (lack.side === side) lack.missing += lack.brings[place]
  }
}
