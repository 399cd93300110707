const SIZE = 624

/** MT19937 (Matsumoto and Nishimura 1998), for what Envoy shuffles by a hash; all other luck comes from streams. */
export function mersenneTwister(seed: number): () => number {
  const words = new Int32Array(SIZE)
  words[0] = seed
  for (let i = 1; i < SIZE; i++) {
    const last = words[i - 1] ^ (words[i - 1] >>> 30)
    words[i] = Math.imul(1812433253, last) + i
  }
  let at = SIZE
  return () => {
    if (at === SIZE) {
      twist(words)
      at = 0
    }
    let word = words[at++]
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }
}

function twist(words: Int32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const mixed = (words[i] & 0x80000000) | (words[(i + 1) % SIZE] & 0x7fffffff)
    words[i] = words[(i + 397) % SIZE] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0)
  }
}
