import { escapeControls } from '../diagnostics/index.js'
import { CliExit, type CliIo, EXIT } from './io.js'

/** Ends a command because of how it was called or of a file it could not use: one line and exit code 2. */
export function usageError(io: CliIo, message: string, help = ''): CliExit {
  io.stderr.write(`error: ${escapeControls(message)}\n${help === '' ? '' : `  = help: ${help}\n`}`)
  return new CliExit(EXIT.usage)
}

/** A limit that a scenario met, what can be done, and what makes it slow when that is known. */
export interface LimitMet {
  /** R410 unless given. */
  readonly code?: string
  readonly message: string
  readonly help: string
  readonly slow?: string
}

/** Ends a command because of a limit that its scenario met. */
export function limitReached(io: CliIo, { code = 'R410', message, help, slow = '' }: LimitMet): CliExit {
  const note = slow === '' ? '' : `  = note: ${escapeControls(slow)}\n`
  io.stderr.write(`error[${code}]: ${escapeControls(message)}\n${note}  = help: ${help}\n`)
  return new CliExit(EXIT.usage)
}

const LIMIT_HELP: Readonly<Record<string, string>> = {
  'max-events': 'a shorter `horizon`, rarer events, or `limits: { events-per-trial: … }`',
  'max-pending': 'more comes in than goes out: lower rates, shorter time-outs or pauses',
  'max-time': 'latencies and time-outs have to end within 285 years',
}

/** The limit that an error speaks of, with what can be done; null for other errors. */
export function limitIn(error: unknown): LimitMet | null {
  if (error instanceof Error && error.name === 'AnalysisLimitError') {
    const help = 'fewer parts or less sharing between them; of a fault tree, its probability alone, without --cut-sets'
    return { code: 'R420', message: `too large to be solved exactly: ${error.message}`, help }
  }
  if (!(error instanceof Error && error.name === 'KernelLimitError' && 'limit' in error)) return null
  const help = LIMIT_HELP[String(error.limit)]
  if (help === undefined) return null
  const { slow } = 'fields' in error ? (error.fields as { readonly slow?: string }) : {}
  return { message: error.message, help, slow }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a directory',
  EINVAL: 'not a regular file',
  EFBIG: 'the file is too large',
  ENOTDIR: 'a part of the path is not a directory',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
}

/** Why the system would not give or take a file, in words; null for anything that is no error of the system. */
export function reasonOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_INVALID_ARG_VALUE') return 'not a valid path'
  return /^E[A-Z0-9]+$/.test(code) ? (REASONS[code] ?? code) : null
}

/** Ends a command over a file the system would not give or take; anything that is no error of the system is rethrown. */
export function fileError(io: CliIo, doing: 'read' | 'write', path: string, error: unknown): CliExit {
  const reason = reasonOf(error)
  if (reason === null) throw error
  return usageError(io, `cannot ${doing} \`${path}\`: ${reason}`)
}
