const most = 65535

/**
 * gRPC's static stride scheduler (static_stride_scheduler.cc; weightedroundrobin/scheduler.go): weights scaled to 16 bits,
 * unknown ones (0) as the mean of the others; null when all are equal or fewer than two are known, and plain round robin
 * will do.
 */
export function strideWeights(weights: readonly number[]): number[] | null {
  const known = weights.filter(weight => weight > 0)
  if (weights.length < 2 || known.length < 2) return null
  const scale = most / known.reduce((a, b) => Math.max(a, b), 0)
  const mean = roundHalfUp((scale * known.reduce((a, b) => a + b, 0)) / known.length)
  const scaled = weights.map(weight => (weight === 0 ? mean : roundHalfUp(scale * weight)))
  return scaled.every(weight => weight === mean) ? null : scaled
}

const roundHalfUp = (value: number): number => Math.floor(value + 0.5)

/**
 * The place of the next pick, and the sequence number after it: every number stands for one server and one generation,
 * and is passed over in proportion to what the server weighs less than the heaviest.
 */
export function nextStride(weights: readonly number[], from: number): { index: number; sequence: number } {
  for (let sequence = from; ; sequence = (sequence + 1) % 4294967296) {
    const index = sequence % weights.length
    const generation = Math.floor(sequence / weights.length)
    const weight = weights[index]
    const place = (weight * generation + index * 32767) % most
    if (place >= most - weight) return { index, sequence: (sequence + 1) % 4294967296 }
  }
}
