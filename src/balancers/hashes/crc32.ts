const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let word = byte
  for (let bit = 0; bit < 8; bit++) word = (word >>> 1) ^ (word & 1 ? 0xedb88320 : 0)
  return word
})

/** The register before the first byte. */
export const crc32Start = -1

/** Feeds bytes to a CRC-32 register (ISO 3309, reflected polynomial edb88320). */
export function crc32Feed(register: number, bytes: ArrayLike<number>): number {
  let word = register
  for (let i = 0; i < bytes.length; i++) word = TABLE[(word ^ bytes[i]) & 0xff] ^ (word >>> 8)
  return word
}

/** The CRC-32 of zlib, Ethernet and PNG. */
export function crc32(bytes: ArrayLike<number>): number {
  return ~crc32Feed(crc32Start, bytes) >>> 0
}
