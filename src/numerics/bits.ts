const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

/** Which of the two 32-bit words holds sign and exponent: 1 on little-endian machines. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0
const LOW = 1 - HIGH

/** Sign, exponent and the upper 20 bits of the fraction, as a signed 32-bit integer. */
export function highWord(x: number): number {
  float[0] = x
  return words[HIGH] | 0
}

/** `x` with its high word replaced. */
export function withHighWord(x: number, high: number): number {
  float[0] = x
  words[HIGH] = high
  return float[0]
}

/** The upper 21 bits of the significand of `x`: products of two such numbers are exact. */
export function clearLowWord(x: number): number {
  float[0] = x
  words[LOW] = 0
  return float[0]
}

/** 2^k for -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20
  words[LOW] = 0
  return float[0]
}

/** y * 2^k for y of magnitude near 1 and any k that exp or pow can ask for; rounds once, when the result is subnormal. */
export function scaleByPowerOfTwo(y: number, k: number): number {
  if (k > 1023) return y * 2 * powerOfTwo(Math.min(k - 1, 1023))
  if (k >= -1021) return y * powerOfTwo(k)
  return y * powerOfTwo(Math.max(k + 1000, -1022)) * powerOfTwo(-1000)
}
