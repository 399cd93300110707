const MASK = 0xffffffffffffffffn

/** Jump consistent hash (Lamping and Veach, arXiv 1406.2294, figure 1): the bucket of a 64-bit key among `buckets`. */
export function jumpHash(key: bigint, buckets: number): number {
  let word = key & MASK
  let bucket = -1
  let next = 0
  while (next < buckets) {
    bucket = next
    word = (word * 2862933555777941757n + 1n) & MASK
    next = Math.floor((bucket + 1) * (2147483648 / (Number(word >> 33n) + 1)))
  }
  return bucket
}
