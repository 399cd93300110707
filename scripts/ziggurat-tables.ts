import { erfc, exp, log } from '../src/numerics/index.js'

/**
 * Makes src/random/ziggurat-tables.ts. The tables are literals in the source, so that a change to `numerics` cannot move
 * them unseen; a test holds the file against this, and `UPDATE=1 npx vitest run test/random/ziggurat-tables.test.ts`
 * writes it anew.
 */

const LAYERS = 256

interface Curve {
  /** Decreasing, with height(0) = 1. */
  readonly height: (x: number) => number
  readonly inverse: (y: number) => number
  /** Area under the curve beyond x. */
  readonly tail: (x: number) => number
}

const exponential: Curve = { height: x => exp(-x), inverse: y => -log(y), tail: x => exp(-x) }

const ROOT_HALF_PI = 1.2533141373155003
const normal: Curve = {
  height: x => exp((-x * x) / 2),
  inverse: y => Math.sqrt(-2 * log(y)),
  tail: x => ROOT_HALF_PI * erfc(x / Math.SQRT2),
}

/** Widths of the layers from the base up, when the base with its tail begins at `start`; stops when it overshoots. */
function layersFrom(curve: Curve, start: number): { widths: number[]; top: number } {
  const area = start * curve.height(start) + curve.tail(start)
  const widths = [area / curve.height(start), start]
  let top = curve.height(start)
  for (let layer = 1; layer < LAYERS; layer++) {
    top += area / widths[layer]
    if (layer === LAYERS - 1 || top >= 1) break
    widths.push(curve.inverse(top))
  }
  return { widths, top: widths.length < LAYERS ? Infinity : top }
}

/** The start of the tail for which the last layer ends at the very top, by bisection to the last bit. */
function tailStart(curve: Curve): number {
  let low = 1
  let high = 20
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return high
    // A tail that begins too early makes the layers too large.
    if (layersFrom(curve, middle).top > 1) low = middle
    else high = middle
  }
}

function tableOf(name: string, curve: Curve): string {
  const { widths } = layersFrom(curve, tailStart(curve))
  const xs = [...widths, 0]
  const ys = xs.map((x, layer) => (layer === 0 ? 0 : curve.height(x)))
  return [literal(`${name}_WIDTHS`, xs), literal(`${name}_HEIGHTS`, ys)].join('\n')
}

function literal(name: string, values: readonly number[]): string {
  const lines: string[] = []
  let line = ' '
  for (const value of values) {
    const item = ` ${value},`
    if (line.length + item.length > 120) {
      lines.push(line)
      line = ' '
    }
    line += item
  }
  return `export const ${name}: readonly number[] = [\n${[...lines, line].join('\n')}\n]\n`
}

/** The text of the table file. */
export function zigguratTables(): string {
  const head = '// Made by scripts/ziggurat-tables.ts from the portable functions of `numerics`; do not edit.\n'
  return [head, tableOf('EXPONENTIAL', exponential), tableOf('NORMAL', normal)].join('\n')
}
