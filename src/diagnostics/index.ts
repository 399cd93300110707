export { explain, pages, renderPage } from './codes.js'
export { operand, shellCommand } from './command.js'
export { displayWidth } from './display-width.js'
export { escapeControls } from './escape.js'
export type { Paint, Role } from './frame.js'
export type { Example, Page } from './page.js'
export { listing, type Phrase, plain, say, words } from './phrase.js'
export {
  type Details,
  hasErrors,
  helpOf,
  type Label,
  messageOf,
  type Problem,
  problem,
  type Severity,
  type Suggestion,
  sortProblems,
} from './problem.js'
export { renderGithub } from './render-github.js'
export { type ProblemJson, problemJson, renderJson } from './render-json.js'
export { renderConcise, renderText, type Sources, type TextOptions, wrap } from './render-text.js'
export { lineAt, lineText, makeSource, type Source, type Span, spanIn } from './source.js'
export { distance, suggest } from './suggest.js'
