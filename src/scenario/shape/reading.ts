import { type Details, type Phrase, type Problem, problem, say } from '../../diagnostics/index.js'
import { type Place, spanOf } from '../text/tree.js'

/** Fetches a file named in a scenario, relative to the file that names it. */
export type ReadFile = (
  path: string,
  from: string,
) => { readonly file: string; readonly text: string } | { readonly reason: string }

/** What a shape is given beside the tree: where problems go and what the object being read is called. */
export interface Reading {
  readonly problems: Problem[]
  /** `node `web``; empty at the top. */
  readonly where: Phrase
  readonly readFile: ReadFile
  /** Values made up in place of what could not be read; nothing more is said about them. */
  readonly broken: WeakSet<object>
}

/** Nobody reads more; a file made of nothing but mistakes would take long to tell. */
const mostProblems = 500

/** Whether there are enough problems of this severity already. */
export function full(
  reading: { readonly problems: readonly Problem[] },
  severity: 'error' | 'warning' = 'error',
): boolean {
  return (
    reading.problems.length >= mostProblems &&
    reading.problems.filter(p => p.severity === severity).length >= mostProblems
  )
}

export function report(
  reading: { readonly problems: Problem[] },
  code: string,
  place: Place,
  message: Phrase,
  details: Details = {},
  severity: 'error' | 'warning' = 'error',
): void {
  if (full(reading, severity)) return
  const found = problem(code, severity, message, { ...details, span: spanOf(place) })
  // An anchored value is read once for each alias.
  const same = (p: Problem) =>
    p.code === code && p.span?.start === found.span!.start && p.span.file === found.span!.file
  if (!reading.problems.some(same)) reading.problems.push(found)
}

/** ` in node `web``, or nothing at the top. */
export function inWhere(reading: Reading): Phrase {
  return reading.where.length === 0 ? [] : say` in ${reading.where}`
}

/** The reading of a part: `disk` of node `web`. */
export function within(reading: Reading, part: string): Reading {
  return { ...reading, where: reading.where.length === 0 ? say`${part}` : say`${part} of ${reading.where}` }
}

export function named(reading: Reading, noun: string, name: string): Reading {
  return { ...reading, where: [noun + ' ', { user: name }] }
}
