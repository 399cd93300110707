import type { Severity } from './problem.js'

/** A piece of a scenario file with what stands beside it. */
export interface Example {
  readonly text: string
  /** Further files, by path. */
  readonly files?: { readonly [path: string]: string }
  /** True when the text is a whole file; else the keys every scenario needs are left out. */
  readonly whole?: boolean
}

/** What a code means, for `nines explain`. */
export interface Page {
  readonly code: string
  readonly severity: Severity | 'note'
  readonly title: string
  readonly text: string
  /** Raises the problem; null where no scenario does. */
  readonly wrong: Example | null
  /** The same thing done right. */
  readonly right: Example | null
}

function example(of: string | Example): Example {
  return typeof of === 'string' ? { text: of } : of
}

function page(severity: Severity) {
  return (code: string, title: string, text: string, wrong: string | Example, right: string | Example): Page => ({
    code,
    severity,
    title,
    text,
    wrong: example(wrong),
    right: example(right),
  })
}

export const errorPage = page('error')
export const warningPage = page('warning')
