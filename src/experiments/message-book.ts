import type { Sent } from '../results/index.js'

/** Known of a message from its sending on; its fate is filled in as it is learnt. */
export type Entry = { -readonly [K in keyof Sent]: Sent[K] }

interface Way {
  /** May still arrive, the oldest first. */
  readonly pending: { readonly entry: Entry; readonly due: number }[]
  /** Arrived last: a duplicate is of one of them. */
  readonly done: Entry[]
}

const remembered = 16

/** Which arrival belongs to which sending: by way, text and the time it was said to arrive. */
export class MessageBook {
  readonly #ways = new Map<string, Way>()
  #count = 0

  /** `due` is when it arrives, -1 when it does not, for the reason `lost`. Only one that is `told` has a number. */
  send(entry: Pick<Entry, 'at' | 'lane' | 'to' | 'text'>, due: number, lost: 'lost' | 'cut', told: boolean): Entry {
    const { at, lane, to, text } = entry
    const message = told ? ++this.#count : 0
    const fate = due < 0 ? lost : 'under way'
    const sent: Entry = { kind: 'send', at, lane, to, message, text, fate, arrives: null }
    if (due >= 0) this.#way(lane, to).pending.push({ entry: sent, due })
    return sent
  }

  /**
   * The message that arrives: the one said to arrive now, else the oldest with this text, which a pause held up or for
   * which one that a leap moved stands; else one that arrives twice. Null when it was sent before the book was opened.
   */
  arrive(at: number, from: number, lane: number, text: string, fate: Sent['fate']): Entry | null {
    const { pending, done } = this.#way(from, lane)
    const exact = pending.findIndex(({ entry, due }) => due === at && entry.text === text)
    const place = exact >= 0 ? exact : pending.findIndex(({ entry }) => entry.text === text)
    if (place < 0) return done.find(entry => entry.text === text) ?? null
    const { entry } = pending[place]
    entry.fate = fate
    if (fate === 'arrives' || fate === 'held') entry.arrives = at
    if (fate === 'held') return entry
    pending.splice(place, 1)
    done.unshift(entry)
    if (done.length > remembered) done.pop()
    return entry
  }

  #way(from: number, to: number): Way {
    const key = `${from}>${to}`
    const known = this.#ways.get(key)
    if (known !== undefined) return known
    const way: Way = { pending: [], done: [] }
    this.#ways.set(key, way)
    return way
  }
}
