import { exp } from '../../numerics/index.js'
import type { Stream } from '../../random/index.js'
import type { ApertureConfig } from './config.js'

type Deterministic = Extract<ApertureConfig, { by: 'deterministic' }>
type Random = Extract<ApertureConfig, { by: 'random' }>

const epsilon = 1e-6

/** The slice of the ring that a client has (`dApertureWidth`, DeterministicAperture.scala; `ProcessCoordinate`). */
export interface Slice {
  readonly offset: number
  readonly width: number
  readonly size: number
}

export function sliceOf({ client, clients, least = 12 }: Deterministic, size: number): Slice {
  const unit = 1 / clients
  const wanted = Math.min(least, size) / size
  return { offset: (client * unit) % 1, width: Math.min(1, Math.ceil(wanted / unit) * unit), size }
}

/** `Ring.index`. */
function indexAt(offset: number, size: number): number {
  return Math.floor(offset * size) % size
}

/** `Ring.indices`: the servers that the slice touches. */
export function indicesOf({ offset, width, size }: Slice): number[] {
  if (1 - width <= epsilon) return Array.from({ length: size }, (_, i) => (indexAt(offset, size) + i) % size)
  const from = indexAt(offset, size)
  const count = indexAt(((offset + width) * (1 - epsilon)) % 1, size) - from + 1
  return Array.from({ length: count < 0 ? count + size : count }, (_, i) => (from + i) % size)
}

/** `Ring.weight`: how much of a server's part of the ring lies in the slice. */
export function weightIn(slice: Slice, index: number): number {
  const { from, to } = partOf(slice, index)
  return overlapOf(slice, from, to) * slice.size
}

function partOf({ offset, width, size }: Slice, index: number): { from: number; to: number } {
  const place = index / size
  const from = place + 1 < offset + width ? place + 1 : place
  return { from, to: from + 1 / size }
}

function overlapOf({ offset, width }: Slice, from: number, to: number): number {
  return Math.max(0, Math.min(to, offset + width) - Math.max(from, offset))
}

/** `Ring.pick` and `Ring.tryPickSecond`: two servers, different where the slice has two. */
export function twoOf(slice: Slice, stream: Stream): [number, number] {
  const { offset, width, size } = slice
  const first = indexAt((offset + stream.unit() * width) % 1, size)
  const { from, to } = partOf(slice, first)
  const overlap = overlapOf(slice, from, to)
  const rest = width - overlap
  if (rest <= epsilon) return [first, first]
  let place = offset + stream.unit() * rest
  if (place >= to - overlap) place += overlap
  return [first, indexAt(place % 1, size)]
}

/** Of a random aperture: the order of the servers, how many it has, and the smoothed load. */
export interface Aperture {
  order: number[]
  size: number
  total: number
  load: number
  /** µs at which the load was last moved; -1 for never. */
  at: number
}

export function newAperture(config: ApertureConfig | undefined): Aperture {
  const size = config?.by === 'random' ? (config.least ?? 1) : 0
  return { order: [], size, total: 0, load: 0, at: -1 }
}

/** `adjustTotalLoad` (LoadBand.scala): one server more when each bears too much, one less when too little. */
export function adjustLoad(config: Random, aperture: Aperture, delta: 1 | -1, now: number, servers: number): void {
  const { least = 1, low = 0.5, high = 2, smooth = 5e6 } = config
  aperture.total += delta
  const kept = exp(-Math.max(0, now - aperture.at) / smooth)
  aperture.load = aperture.at < 0 ? aperture.total : aperture.total * (1 - kept) + aperture.load * kept
  aperture.at = now
  const average = aperture.load / aperture.size
  if (average >= high && aperture.size < servers) aperture.size++
  else if (average <= low && aperture.size > least) aperture.size--
}
