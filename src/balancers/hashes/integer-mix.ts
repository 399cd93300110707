/** Jenkins's full avalanche of a 32-bit word (burtleburtle.net/bob/hash/integer.html, the six-shift one): a bijection. */
export function jenkinsMix(word: number): number {
  let a = word | 0
  a = (a + 0x7ed55d16 + (a << 12)) | 0
  a = a ^ 0xc761c23c ^ (a >>> 19)
  a = (a + 0x165667b1 + (a << 5)) | 0
  a = ((a + 0xd3a2646c) | 0) ^ (a << 9)
  a = (a + 0xfd7046c5 + (a << 3)) | 0
  a = a ^ 0xb55a4f09 ^ (a >>> 16)
  return a >>> 0
}

/** HAProxy's spreading of a word over its ring: Jenkins's mix times a prime near 3/4 of 2^32 (`__full_hash`, intops.h). */
export function haproxyFullHash(word: number): number {
  return Math.imul(jenkinsMix(word), 3221225473) >>> 0
}

/** The finalizer of MurmurHash3 (Appleby): a bijection of 32-bit words in which every bit sways every other. */
export function murmurMix(word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
