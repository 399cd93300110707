// How recordings of latencies are kept: a line of JSON, then columns of whole numbers, compressed by Brotli. A number is zigzag in
// groups of seven bits, the lowest first, so that small ones take a byte.
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'

/** The bytes of a header and columns, all as long as `header.count`; `header.columns` names them in order. */
export function packColumns(header, columns) {
  const bytes = []
  for (const name of header.columns) {
    for (const value of columns[name]) {
      let left = value >= 0 ? value * 2 : -value * 2 - 1
      while (left >= 128) {
        bytes.push((left % 128) + 128)
        left = Math.floor(left / 128)
      }
      bytes.push(left)
    }
  }
  return brotliCompressSync(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), Buffer.from(bytes)]))
}

/** Header and columns again. */
export function unpackColumns(file) {
  const bytes = brotliDecompressSync(file)
  const line = bytes.indexOf(10)
  const header = JSON.parse(bytes.toString('utf8', 0, line))
  let at = line + 1
  const columns = {}
  for (const name of header.columns) {
    const column = new Array(header.count)
    for (let i = 0; i < header.count; i++) {
      let value = 0
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++]
        value += (byte % 128) * scale
        if (byte < 128) break
      }
      column[i] = value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    columns[name] = column
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes are left over`)
  return { header, columns }
}
