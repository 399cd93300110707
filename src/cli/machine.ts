import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs'
import { access, open, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { Files, World } from './world.js'

/** The real machine. */
export function machine(): World {
  // Of the two this program obeys NO_COLOR, and Node would print a warning of its own.
  if (process.env.NO_COLOR) delete process.env.FORCE_COLOR
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    version: manifest.version,
    files,
    now: () => performance.now(),
    cpus: availableParallelism(),
    memory() {
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
      return used / limit
    },
    onInterrupt(handler) {
      process.on('SIGINT', handler)
      return () => process.off('SIGINT', handler)
    },
    abort: code => process.exit(code),
    module: url => import(url),
    experiments: () => import('../experiments/index.js'),
  }
}

const CHUNK = 64 * 1024

const files: Files = {
  async read(path, limit) {
    const file = path === '-' ? null : await open(path, 'r')
    const stream = file === null ? process.stdin : file.createReadStream({ highWaterMark: CHUNK })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of stream) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= limit) break
    }
    return Buffer.concat(chunks).subarray(0, limit)
  },
  readNow(path, limit) {
    // A pipe or a device would never come to its end.
    if (!statSync(path).isFile()) throw Object.assign(new Error(path), { code: 'EINVAL' })
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      // A part of a file would be read as if it were all.
      if (size > limit) throw Object.assign(new Error(path), { code: 'EFBIG' })
      const bytes = new Uint8Array(size)
      return bytes.subarray(0, readSync(file, bytes))
    } finally {
      closeSync(file)
    }
  },
  write: (path, text) => writeFile(path, text),
  check: async path => (await open(path, 'a')).close(),
  exists: path =>
    access(path).then(
      () => true,
      () => false,
    ),
  async open(path) {
    const file = openSync(path, 'w')
    let held = ''
    const flush = (): void => {
      writeFileSync(file, held)
      held = ''
    }
    return {
      write(text) {
        held += text
        if (held.length > CHUNK) flush()
      },
      close() {
        try {
          flush()
        } finally {
          closeSync(file)
        }
      },
    }
  },
}
