import { writeFileSync } from 'node:fs'
import { SeedTree } from '../src/random/index.js'

export const TABLE_SIZE = 65_536
export const TABLE_MASK = TABLE_SIZE - 1

/** Increments in whole µs, which every side of a benchmark reads in the same order. */
export interface Tables {
  /** Exponential, mean 1 s. */
  hold: Float64Array
  /** 60 % near 1 ms, 30 % 0.1 s, 9.9 % 0.35 s, 0.1 % days. */
  mixture: Float64Array
  /** Exponential, mean 1 ms. */
  arrival: Float64Array
  /** Exponential, mean 0.8 ms. */
  service: Float64Array
  /** 0.2 ms and an exponential of mean 0.5 ms. */
  latency: Float64Array
}

export function makeTables(): Tables {
  const tree = new SeedTree('bench')
  const exponential = (name: string, mean: number, least = 0) => {
    const stream = tree.stream(name)
    return Float64Array.from({ length: TABLE_SIZE }, () => least + Math.round(mean * stream.exponential()))
  }
  return {
    hold: exponential('hold', 1e6),
    mixture: mixture(tree),
    arrival: exponential('arrival', 1000),
    service: exponential('service', 800),
    latency: exponential('latency', 500, 200),
  }
}

function mixture(tree: SeedTree): Float64Array {
  const stream = tree.stream('mixture')
  return Float64Array.from({ length: TABLE_SIZE }, () => {
    const u = stream.unit()
    if (u < 0.6) return 500 + Math.round(500 * stream.exponential())
    if (u < 0.9) return 100_000
    if (u < 0.999) return 350_000
    return Math.round(2 * 86_400e6 * stream.exponential())
  })
}

/** Writes the tables as little-endian 64-bit integers, in the order of the interface. */
export function writeTables(file: string, tables: Tables): void {
  const all = [tables.hold, tables.mixture, tables.arrival, tables.service, tables.latency]
  const bytes = new DataView(new ArrayBuffer(all.length * TABLE_SIZE * 8))
  all.forEach((table, t) => {
    table.forEach((value, i) => {
      bytes.setBigInt64((t * TABLE_SIZE + i) * 8, BigInt(value), true)
    })
  })
  writeFileSync(file, bytes)
}
