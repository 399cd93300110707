export { type Answer, type AnswerFormat, renderAnswer } from './answer.js'
export {
  type AlertFacts,
  alertAnswer,
  type BudgetFacts,
  budgetAnswer,
  type CreditFacts,
  creditAnswer,
} from './calc-budget.js'
export { type ExpressionFacts, expressionAnswer, type RequirementFacts, requirementAnswer } from './calc-expression.js'
export type { CalculatedCycle, Calculation } from './calc-facts.js'
export { renderCalcJson } from './calc-json.js'
export { renderCalcMarkdown } from './calc-markdown.js'
export {
  type ErlangFacts,
  erlangAnswer,
  type QueueFacts,
  queueAnswer,
  type SupermarketFacts,
  supermarketAnswer,
} from './calc-queues.js'
export { type ReplicaFacts, replicasAnswer } from './calc-replicas.js'
export { renderCalcText } from './calc-text.js'
export { renderFaultTreeMarkdown } from './fault-tree-markdown.js'
export { renderFaultTreeText } from './fault-tree-text.js'
export { renderForecast } from './forecast-text.js'
export { ascii, type Glyphs, unicode } from './glyphs.js'
export { renderJunit } from './junit.js'
export { renderMarkdown } from './markdown.js'
export { counted } from './numbers.js'
export type { TextOptions } from './page.js'
export { type Paint, plain } from './paint.js'
export { type ProgressFacts, progressLine } from './progress-text.js'
export { renderSolveMarkdown } from './solve-markdown.js'
export { renderSolveText, renderSolveVerdict } from './solve-text.js'
export { renderSpaceTime } from './space-time-text.js'
export { renderStory } from './story-text.js'
export { renderText, renderVerdict } from './text.js'
