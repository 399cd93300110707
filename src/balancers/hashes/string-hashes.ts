/** The hash of the sdbm database library: h = c + 65599·h. HAProxy's default (`hash_sdbm`, src/hash.c). */
export function sdbm(bytes: Uint8Array): number {
  let h = 0
  for (const byte of bytes) h = (byte + Math.imul(h, 65599)) | 0
  return h >>> 0
}

/** Bernstein's hash, h = 33·h + c from 5381 (`hash_djb2`, HAProxy src/hash.c). */
export function djb2(bytes: Uint8Array): number {
  let h = 5381
  for (const byte of bytes) h = (Math.imul(h, 33) + byte) | 0
  return h >>> 0
}

/** Tarreau's wt6: two words turned by amounts that depend on the data (`hash_wt6`, HAProxy src/hash.c). */
export function wt6(bytes: Uint8Array): number {
  let a = 0xa53c965a | 0
  let b = 0x5ca6953a | 0
  let turnB = 6
  let turnA = 18
  for (const byte of bytes) {
    a = ~(a ^ byte)
    b = ~((b + byte) | 0)
    const next = rotate(b, turnB)
    b = rotate(a, turnA)
    a = next
    const sway = ((a >>> 16) ^ b) & 0xffff
    turnB = sway & 31
    turnA = sway >>> 11
  }
  return (a ^ b) >>> 0
}

function rotate(word: number, bits: number): number {
  return bits === 0 ? word : (word << bits) | (word >>> (32 - bits))
}
