const MASK = 0xffffffffffffffffn
const P1 = 11400714785074694791n
const P2 = 14029467366897019727n
const P3 = 1609587929392839161n
const P4 = 9650029242287828579n
const P5 = 2870177450012600261n

/** XXH64 of Collet (github.com/Cyan4973/xxHash, doc/xxhash_spec.md), as an unsigned 64-bit integer. */
export function xxh64(bytes: Uint8Array, seed = 0n): bigint {
  const length = bytes.length
  let at = 0
  let h: bigint
  if (length >= 32) {
    const lanes = [(seed + P1 + P2) & MASK, (seed + P2) & MASK, seed & MASK, (seed - P1) & MASK]
    for (; at + 32 <= length; at += 32) {
      for (let lane = 0; lane < 4; lane++) lanes[lane] = round(lanes[lane], word64(bytes, at + 8 * lane))
    }
    h = (turn(lanes[0], 1n) + turn(lanes[1], 7n) + turn(lanes[2], 12n) + turn(lanes[3], 18n)) & MASK
    for (const lane of lanes) h = ((h ^ round(0n, lane)) * P1 + P4) & MASK
  } else h = (seed + P5) & MASK
  h = (h + BigInt(length)) & MASK
  for (; at + 8 <= length; at += 8) h = (turn(h ^ round(0n, word64(bytes, at)), 27n) * P1 + P4) & MASK
  if (at + 4 <= length) {
    h = (turn(h ^ ((word32(bytes, at) * P1) & MASK), 23n) * P2 + P3) & MASK
    at += 4
  }
  for (; at < length; at++) h = (turn(h ^ ((BigInt(bytes[at]) * P5) & MASK), 11n) * P1) & MASK
  h = ((h ^ (h >> 33n)) * P2) & MASK
  h = ((h ^ (h >> 29n)) * P3) & MASK
  return h ^ (h >> 32n)
}

const round = (lane: bigint, word: bigint): bigint => (turn((lane + word * P2) & MASK, 31n) * P1) & MASK

const turn = (word: bigint, bits: bigint): bigint => ((word << bits) | (word >> (64n - bits))) & MASK

function word32(bytes: Uint8Array, at: number): bigint {
  return BigInt((bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0)
}

function word64(bytes: Uint8Array, at: number): bigint {
  return word32(bytes, at) | (word32(bytes, at + 4) << 32n)
}
