import type { BddStore } from './bdd-store.js'
import { UNKNOWN } from './computed-cache.js'
import { FALSE, TRUE } from './edge.js'
import { HIGH, LOW, NODE_WORDS, VARIABLE } from './node-table.js'

/** In the place of h: f and g, f xor g, instead of "if f then g else h". They key the cache, too. */
const AND = -1
const XOR = -2

/** A frame: operands, variable and complement of the result, the low operands, and the high result once there is one. */
const FRAME_WORDS = 8
const SIGNED_VARIABLE = 3
const LOW_F = 4
const HIGH_RESULT = 7

export function and(store: BddStore, f: number, g: number): number {
  return apply(store, f, g, AND)
}

export function xor(store: BddStore, f: number, g: number): number {
  return apply(store, f, g, XOR)
}

export function ite(store: BddStore, f: number, g: number, h: number): number {
  return apply(store, f, g, h)
}

/**
 * If-then-else and its two special cases (Bryant 1986, section 4.3; Brace, Rudell and Bryant 1990, section 3.1). It is
 * Shannon's expansion as depth-first recursion, but on frames of our own: a diagram may be deeper than the machine's stack.
 */
function apply(store: BddStore, f: number, g: number, h: number): number {
  const { table, cache, levelOf } = store
  let frames = store.frames
  let top = 0
  for (;;) {
    // Either `result` is known, or (f, g, h) gets the one form that all problems with the same answer share; `complement`
    // says whether the answer to the problem as posed is its negation.
    let result = UNKNOWN
    let complement = 0
    if (h >= 0) {
      if (f <= FALSE) result = f === TRUE ? g : h
      else {
        if ((g ^ f) <= 1) g = g === f ? TRUE : FALSE
        if ((h ^ f) <= 1) h = h === f ? FALSE : TRUE
        if (g === h) result = g
        else if (g <= FALSE && h <= FALSE) result = g === TRUE ? f : f ^ 1
        else if (g === TRUE) {
          f ^= 1
          g = h ^ 1
          h = AND
          complement = 1
        } else if (g === FALSE) {
          f ^= 1
          g = h
          h = AND
        } else if (h === FALSE) {
          h = AND
        } else if (h === TRUE) {
          g ^= 1
          h = AND
          complement = 1
        } else if ((g ^ h) === 1) {
          h = XOR
          complement = 1
        } else {
          if ((f & 1) === 1) {
            f ^= 1
            const then = g
            g = h
            h = then
          }
          complement = g & 1
          g ^= complement
          h ^= complement
        }
      }
    }
    if (h === AND) {
      if (f > g) {
        const less = g
        g = f
        f = less
      }
      if (f <= FALSE) result = f === TRUE ? g : FALSE
      else if ((f ^ g) <= 1) result = f === g ? f : FALSE
    } else if (h === XOR) {
      complement ^= (f ^ g) & 1
      f &= ~1
      g &= ~1
      if (f > g) {
        const less = g
        g = f
        f = less
      }
      if (f === g) result = FALSE
      else if (f === TRUE) result = g ^ 1
    }

    if (result === UNKNOWN) result = cache.get(f, g, h)
    if (result === UNKNOWN) {
      const words = table.words
      const fAt = NODE_WORDS * (f >> 1)
      const gAt = NODE_WORDS * (g >> 1)
      const hAt = h >= 0 ? NODE_WORDS * (h >> 1) : 0
      const fLevel = levelOf[words[fAt + VARIABLE]]
      const gLevel = levelOf[words[gAt + VARIABLE]]
      const hLevel = levelOf[words[hAt + VARIABLE]]
      const level = Math.min(fLevel, gLevel, hLevel)
      if (top + FRAME_WORDS > frames.length) frames = store.growFrames(top + FRAME_WORDS)
      frames[top] = f
      frames[top + 1] = g
      frames[top + 2] = h
      frames[top + SIGNED_VARIABLE] = (store.variableAt[level] << 1) | complement
      frames[top + HIGH_RESULT] = UNKNOWN
      const fSign = f & 1
      const gSign = g & 1
      frames[top + LOW_F] = fLevel === level ? words[fAt + LOW] ^ fSign : f
      frames[top + LOW_F + 1] = gLevel === level ? words[gAt + LOW] ^ gSign : g
      if (fLevel === level) f = words[fAt + HIGH] ^ fSign
      if (gLevel === level) g = words[gAt + HIGH] ^ gSign
      if (hLevel === level) {
        const hSign = h & 1
        frames[top + LOW_F + 2] = words[hAt + LOW] ^ hSign
        h = words[hAt + HIGH] ^ hSign
      } else {
        frames[top + LOW_F + 2] = h
      }
      top += FRAME_WORDS
      continue
    }

    result ^= complement
    for (;;) {
      if (top === 0) return result
      const at = top - FRAME_WORDS
      const high = frames[at + HIGH_RESULT]
      if (high === UNKNOWN) {
        frames[at + HIGH_RESULT] = result
        f = frames[at + LOW_F]
        g = frames[at + LOW_F + 1]
        h = frames[at + LOW_F + 2]
        break
      }
      const signed = frames[at + SIGNED_VARIABLE]
      const edge = store.edge(signed >> 1, high, result)
      cache.put(frames[at], frames[at + 1], frames[at + 2], edge)
      result = edge ^ (signed & 1)
      top = at
    }
  }
}
