import { downtimeBudgets } from '../../analysis/budgets/index.js'
import {
  AnalysisLimitError,
  childrenOf,
  type Expression,
  evaluate,
  FrequencyUnknownError,
  type ParsedExpression,
  parseExpression,
  requirement,
} from '../../analysis/expression/index.js'
import { type Problem, problem, renderText, spanIn, words } from '../../diagnostics/index.js'
import { type Answer, expressionAnswer, requirementAnswer } from '../../report/index.js'
import type { CivilDate } from '../../units/index.js'
import { framePaintFor } from '../appearance.js'
import type { CalcOptions } from '../commands/calc.js'
import { usageError } from '../failure.js'
import { CliExit, type CliIo, EXIT } from '../io.js'
import { readPromise } from './reading.js'

type Read = Extract<ParsedExpression, { ok: true }>

/** `nines calc EXPRESSION`, and what its `?` has to be for `--target`. */
export function calcExpression(text: string, options: CalcOptions, start: CivilDate | undefined, io: CliIo): Answer {
  if (options.mtbf !== undefined || options.mttr !== undefined) {
    throw usageError(io, '--mtbf and --mttr do not go with an expression', 'write the part as `mtbf 60d mttr 10m`')
  }
  const read = parseExpression(text, options.calendar)
  if (!read.ok) throw refuseExpression(read, read.problem, options, io)
  if (read.unknown === null && options.target !== undefined) {
    throw usageError(io, 'there is nothing to find for --target', 'write `?` for the availability or duration to find')
  }
  if (read.unknown !== null && options.target === undefined) {
    throw usageError(io, 'there is a `?` and nothing it has to lead to', 'add a target, for example --target 99.95%')
  }
  try {
    return read.unknown === null ? answer(text, read, options, start) : required(text, read, options, io)
  } catch (error) {
    throw refusalOf(error, read, options, io)
  }
}

/** More parts than this are not tried out one by one. */
const MOST_PARTS = 100

function answer(text: string, { expression }: Read, { calendar }: CalcOptions, start: CivilDate | undefined): Answer {
  const { unavailability, frequency } = evaluate(expression)
  const parts = partsOf(expression)
  return expressionAnswer({
    expression: text,
    unavailability,
    frequency,
    parts: (parts.length > MOST_PARTS ? [] : parts).map(part => ({
      label: part.name ?? part.text,
      unavailability: evaluate(part).unavailability,
      without: evaluate(expression, { perfect: part }).unavailability,
    })),
    calendar,
    start: start ?? null,
    budgets: downtimeBudgets(unavailability, calendar, start),
  })
}

/** The parts of an expression, each once. */
function partsOf(expression: Expression): Extract<Expression, { kind: 'part' }>[] {
  const seen = new Set<Expression>()
  const visit = (node: Expression): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(expression)
  return [...seen].filter(node => node.kind === 'part')
}

function required(text: string, { expression, unknown }: Read, options: CalcOptions, io: CliIo): Answer {
  const target = readPromise({ before: ' --target', text: options.target as string }, io, options.calendar)
  if (unknown === null) throw new RangeError('there is no `?`')
  return requirementAnswer({ expression: text, unknown, target, found: requirement(expression, unknown, target) })
}

function refuseExpression({ source }: ParsedExpression, found: Problem, { color }: CalcOptions, io: CliIo): CliExit {
  const paint = framePaintFor(color, io.stderr, io.env)
  io.stderr.write(renderText([found], { sources: () => source, paint }))
  return new CliExit(EXIT.usage)
}

/** What an evaluation threw, as a diagnostic where it is the expression's. */
function refusalOf(error: unknown, read: Read, options: CalcOptions, io: CliIo): unknown {
  if (error instanceof FrequencyUnknownError) {
    const { start, end } = error.failover.at
    const span = spanIn(read.source, start, end)
    const help = [words('write the primary as `mtbf 30d mttr 5m`, or add how often it fails: `every 30d`')]
    const message = words('a failover that takes time needs to know how often the primary fails')
    return refuseExpression(read, problem('E109', 'error', message, { span, help }), options, io)
  }
  if (error instanceof AnalysisLimitError) {
    const help = [words('parts that are used once need no name, and are reckoned apart')]
    return refuseExpression(read, problem('E108', 'error', words(error.message), { help }), options, io)
  }
  return error
}
