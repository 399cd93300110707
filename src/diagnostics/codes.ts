import { expressionPages } from './codes-expression.js'
import { faultTreePages } from './codes-fault-trees.js'
import { meaningPages } from './codes-meaning.js'
import { plausibilityPages } from './codes-plausibility.js'
import { runningPages } from './codes-running.js'
import { solvingPages } from './codes-solving.js'
import { syntaxPages } from './codes-syntax.js'
import { escapeControls } from './escape.js'
import type { Example, Page } from './page.js'
import { wrap } from './render-text.js'

const internal: Page = {
  code: 'X900',
  severity: 'error',
  title: 'an error in nines itself',
  text: 'Something happened that its authors did not foresee. It is not the fault of the scenario. Please report it with the lines printed and the scenario file; with `NINES_DEBUG=1` in the environment the stack is printed too.',
  wrong: null,
  right: null,
}

/** Every code there is, in order. */
export const pages: readonly Page[] = [
  ...expressionPages,
  ...faultTreePages,
  ...runningPages,
  ...solvingPages,
  ...syntaxPages,
  ...meaningPages,
  ...plausibilityPages,
  internal,
]

/** The page of a code, in any case of letters; null when there is none. */
export function explain(code: string): Page | null {
  return pages.find(page => page.code === code.toUpperCase()) ?? null
}

/** A page as text of 80 columns. Ends with a line break. */
export function renderPage(page: Page): string {
  const parts = [
    `${page.severity}[${page.code}]: ${page.title}\n`,
    `${wrap(page.text, 80, 0).join('\n')}\n`,
    ...(page.wrong === null ? [] : [`Wrong:\n\n${renderExample(page.wrong)}`]),
    ...(page.right === null ? [] : [`Right:\n\n${renderExample(page.right)}`]),
  ]
  return parts.join('\n')
}

function renderExample(example: Example): string {
  const indented = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map(line => `    ${escapeControls(line)}`)
      .join('\n')
  const others = Object.entries(example.files ?? {}).map(([path, text]) => `\n    # ${path}\n${indented(text)}\n`)
  return [`${indented(example.text)}\n`, ...others].join('')
}
