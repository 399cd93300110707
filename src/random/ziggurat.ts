import { exp } from '../numerics/index.js'
import type { Stream } from './stream.js'
import { EXPONENTIAL_HEIGHTS, EXPONENTIAL_WIDTHS, NORMAL_HEIGHTS, NORMAL_WIDTHS } from './ziggurat-tables.js'

// Marsaglia and Tsang, The ziggurat method for generating random variables, 2000, with 256 layers of equal area, and with
// the layer and the place in it taken from different bits (Doornik 2005). Layer 0 is the base with the tail. In layer i the
// width is X[i], what lies left of X[i + 1] is inside the curve, and the curve runs from height Y[i] to Y[i + 1].

const EXPONENTIAL_X = Float64Array.from(EXPONENTIAL_WIDTHS)
const EXPONENTIAL_Y = Float64Array.from(EXPONENTIAL_HEIGHTS)
const NORMAL_X = Float64Array.from(NORMAL_WIDTHS)
const NORMAL_Y = Float64Array.from(NORMAL_HEIGHTS)

const TWO_29 = 536870912
const TWO_30 = 1073741824
const TWO_53 = 9007199254740992

export function exponentialDraw(stream: Stream): number {
  // Beyond the base an exponential starts anew, so that the tail is a whole draw further out.
  let offset = 0
  for (;;) {
    const word = stream.uint32()
    const layer = word & 255
    const x = (((word >>> 8) * TWO_29 + (stream.uint32() >>> 3)) / TWO_53) * EXPONENTIAL_X[layer]
    if (x < EXPONENTIAL_X[layer + 1]) return offset + x
    if (layer === 0) offset += EXPONENTIAL_X[1]
    else if (isUnder(EXPONENTIAL_Y, layer, stream.unit(), exp(-x))) return offset + x
  }
}

export function normalDraw(stream: Stream): number {
  for (;;) {
    const word = stream.uint32()
    const layer = word & 255
    const x = (((word >>> 9) * TWO_30 + (stream.uint32() >>> 2)) / TWO_53) * NORMAL_X[layer]
    const sign = word & 256 ? -1 : 1
    if (x < NORMAL_X[layer + 1]) return sign * x
    if (layer === 0) return sign * normalTail(stream)
    if (isUnder(NORMAL_Y, layer, stream.unit(), exp((-x * x) / 2))) return sign * x
  }
}

function isUnder(heights: Float64Array, layer: number, u: number, height: number): boolean {
  return heights[layer] + u * (heights[layer + 1] - heights[layer]) < height
}

/** Marsaglia, Generating a variable from the tail of the normal distribution, 1964. */
function normalTail(stream: Stream): number {
  const start = NORMAL_X[1]
  for (;;) {
    const excess = exponentialDraw(stream) / start
    if (2 * exponentialDraw(stream) > excess * excess) return start + excess
  }
}
