import { type Problem, problem, say, words } from '../../diagnostics/index.js'

/** Most bytes a scenario file may have. Ten thousand lines fit; measured values belong in a CSV file. */
export const mostBytes = 1024 * 1024

/** What came of reading a file's bytes. */
export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Problem }

/** Bytes of a scenario file to text; refuses what is too large, binary or not UTF-8. A byte order mark is dropped. */
export function decodeScenario(bytes: Uint8Array, file: string): Decoded {
  if (bytes.length > mostBytes)
    return refuse(
      'S114',
      file,
      'is larger than 1 MiB, the most a scenario may be',
      'measured values belong in a CSV file',
    )
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('S113', file, 'is UTF-16 text, not UTF-8', 'save it again as UTF-8')
  }
  if (bytes.includes(0)) return refuse('S113', file, 'is a binary file, not text')
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return refuse('S113', file, 'is not valid UTF-8 text', 'save it again as UTF-8')
  }
}

function refuse(code: string, file: string, why: string, help = ''): Decoded {
  const details = { help: help === '' ? [] : [words(help)] }
  return { ok: false, problem: problem(code, 'error', say`${file} ${words(why)}`, details) }
}
