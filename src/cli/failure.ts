import { escapeControls } from '../diagnostics/index.js'
import { CliExit, type CliIo, EXIT } from './io.js'

/** Ends a command because of how it was called or of a file it could not use: one line and exit code 2. */
export function usageError(io: CliIo, message: string, help = ''): CliExit {
  io.stderr.write(`error: ${message}\n${help === '' ? '' : `  = help: ${help}\n`}`)
  return new CliExit(EXIT.usage)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
}

/** Ends a command over a file the system would not give or take; anything that is no error of the system is rethrown. */
export function fileError(io: CliIo, doing: 'read' | 'write', path: string, error: unknown): CliExit {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^E[A-Z0-9]+$/.test(code) && code !== 'ERR_INVALID_ARG_VALUE') throw error
  const reason = REASONS[code] ?? (code === 'ERR_INVALID_ARG_VALUE' ? 'not a valid path' : code)
  return usageError(io, `cannot ${doing} \`${escapeControls(path)}\`: ${reason}`)
}
