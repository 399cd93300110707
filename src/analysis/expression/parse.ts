import { listing, makeSource, type Problem, type Source, say, suggest, words } from '../../diagnostics/index.js'
import type { Calendar } from '../../units/index.js'
import { allOne, impossible, nothing, notJoined } from './complaints.js'
import { childrenOf, type Expression, type Failover, type Unknown } from './expression.js'
import { readAvailability, readCycle, readDuration, readShare } from './quantities.js'
import { Reader, Refused } from './reader.js'
import { type Token, tokensOf } from './tokens.js'

/** What came of reading an expression. */
export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression; readonly unknown: Unknown | null; readonly source: Source }
  | { readonly ok: false; readonly problem: Problem; readonly source: Source }

const LONGEST_TEXT = 1_000_000
const MOST_COPIES = 10_000
const MOST_CHOICES = 200
const KEYWORDS = ['and', 'or', 'of', 'mtbf', 'mttr', 'failover', 'takes', 'fails', 'every', 'nine', 'nines']
const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u

/**
 * Reads an expression such as `2 of 3 (99.9%) and 99.99% and (eu: 99.95% or us: 99.95%)`.
 *
 *     parallel:   series { "or" series }            `and` binds closer than `or`
 *     series:     term { "and" term }
 *     term:       [ name ":" ] plain
 *     plain:      availability | name | "mtbf" duration "mttr" duration | "(" parallel ")"
 *               | k "of" n term | k "of" [ n ] "(" parallel { "," parallel } ")"
 *               | "failover" "(" parallel "," parallel { "," option } ")"
 *     option:     "takes" duration | "fails" share | "every" duration
 *
 * A name stands for one thing wherever it is written. An availability is also a downtime (`4.38h/y`) or `4 nines`; a
 * `?` may stand for an availability or a duration. Never throws on account of the text.
 *
 * @param file what the text is called in messages
 */
export function parseExpression(text: string, calendar: Calendar = 'plain', file = 'expression'): ParsedExpression {
  const source = makeSource(file, text)
  try {
    const long = text.length > LONGEST_TEXT
    const reader = new Reader(source, tokensOf(long ? '' : text))
    if (long)
      throw reader.refuse('E108', { start: LONGEST_TEXT, end: text.length }, words('longer than a million characters'))
    const state: State = { reader, calendar, names: new Map(), open: new Set(), unknown: null, depths: new Map() }
    const expression = parallel(state)
    if (reader.peek().kind !== 'end') notJoined(reader, 'the end')
    return { ok: true, expression, unknown: state.unknown, source }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem, source }
    throw error
  }
}

interface State {
  readonly reader: Reader
  readonly calendar: Calendar
  readonly names: Map<string, { readonly node: Expression; readonly at: Token }>
  /** Names whose definition is being read. */
  readonly open: Set<string>
  unknown: Unknown | null
  /** Of nodes with parts. A name leads down to what it stands for, so that short texts can be deep. */
  readonly depths: Map<Expression, number>
}

/** Deeper expressions are refused, before those that walk over them could exhaust the stack. */
const DEEPEST = 400

function measured<N extends Expression>({ reader, depths }: State, node: N): N {
  let depth = 1
  for (const child of childrenOf(node)) depth = Math.max(depth, 1 + (depths.get(child) ?? 0))
  depths.set(node, depth)
  if (depth > DEEPEST) throw reader.refuse('E108', node.at, words(`names lead more than ${DEEPEST} deep`))
  return node
}

function parallel(state: State): Expression {
  return joined(state, 'or', 'parallel', () => joined(state, 'and', 'series', () => term(state)))
}

function joined(state: State, word: string, kind: 'series' | 'parallel', read: () => Expression): Expression {
  const { reader } = state
  const { start } = reader.peek()
  const parts = [read()]
  while (reader.at(word)) {
    reader.next()
    parts.push(read())
  }
  if (parts.length === 1) return parts[0]
  return measured(state, { kind, parts, name: null, at: { start, end: reader.peek(-1).end } })
}

function term(state: State): Expression {
  const { reader } = state
  if (reader.peek().kind !== 'word' || reader.peek(1).kind !== ':') return plainTerm(state, null)
  const at = reader.next()
  reader.next()
  if (!NAME.test(at.text) || KEYWORDS.includes(at.text.toLowerCase())) {
    const help = words('a name begins with a letter and has letters, digits, `-`, `_` and `.`')
    throw reader.refuse('E101', at, say`${at.text} cannot be a name`, { help: [help] })
  }
  const known = state.names.get(at.text)
  state.open.add(at.text)
  const node = reader.nested(() => plainTerm(state, at.text))
  state.open.delete(at.text)
  if (known === undefined) {
    state.names.set(at.text, { node, at })
    return node
  }
  if (isSame(known.node, node)) return known.node
  throw reader.refuse('E105', at, say`${at.text} is two different things`, {
    secondary: [{ span: reader.span(known.at.start, known.at.end), text: words('first here') }],
    help: [say`a name is one part wherever it stands; write ${at.text} alone to mention it again`],
  })
}

/** Whether two definitions say the same; what has a name of its own is the same object or another thing. */
function isSame(a: Expression, b: Expression, inside = false): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || a.name !== b.name || (inside && a.name !== null)) return false
  const own = (node: Expression) => ({
    ...node,
    at: null,
    text: null,
    parts: null,
    of: null,
    primary: null,
    standby: null,
  })
  if (JSON.stringify(own(a)) !== JSON.stringify(own(b))) return false
  const others = childrenOf(b)
  const children = childrenOf(a)
  return children.length === others.length && children.every((child, i) => isSame(child, others[i], true))
}

function plainTerm(state: State, name: string | null): Expression {
  const { reader } = state
  const token = reader.peek()
  if (token.kind === '(') return inParentheses(state, name)
  if (token.kind === '?') return unknownPart(state, name)
  if (token.kind !== 'word') return nothing(reader)
  const next = reader.peek(1)
  if (next.kind === 'word' && next.text.toLowerCase() === 'of') return kOfN(state, name)
  if (/^[\d.+-]/.test(token.text)) {
    const value = { unavailability: readAvailability(reader, state.calendar) }
    return { kind: 'part', name, value, ...written(state, token) }
  }
  if (reader.at('mtbf', 'mttr')) {
    const value = readCycle(reader)
    if ('meanUp' in value && value.meanUp === null) unknownIs(state, 'mtbf', token)
    if ('meanDown' in value && value.meanDown === null) unknownIs(state, 'mttr', token)
    return { kind: 'part', name, value, ...written(state, token) }
  }
  if (reader.at('failover')) return failover(state, name)
  return mention(state, name)
}

function written({ reader }: State, from: Token) {
  const { end } = reader.peek(-1)
  return { text: reader.source.text.slice(from.start, end).replace(/\s+/g, ' '), at: { start: from.start, end } }
}

function inParentheses(state: State, name: string | null): Expression {
  const { reader } = state
  const open = reader.next()
  const inner = reader.nested(() => parallel(state))
  close(state, open)
  return name === null ? inner : renamed(state, inner, name)
}

/** A group takes its name; a part that has one already is not renamed but wrapped. */
function renamed(state: State, inner: Expression, name: string): Expression {
  if (inner.name !== null) return measured(state, { kind: 'series', parts: [inner], name, at: inner.at })
  return inner.kind === 'part' ? { ...inner, name } : measured(state, { ...inner, name })
}

function unknownPart(state: State, name: string | null): Expression {
  const token = state.reader.next()
  unknownIs(state, 'availability', token)
  return { kind: 'part', name, value: { unavailability: null }, ...written(state, token) }
}

const MEANINGS = {
  availability: 'an availability',
  mtbf: 'a mean up time',
  mttr: 'a mean outage',
  takes: 'a time to fail over',
}

function unknownIs(state: State, unknown: Unknown, at: Token): void {
  if (state.unknown !== null && state.unknown !== unknown) {
    const message = words(`\`?\` is ${MEANINGS[state.unknown]} before and ${MEANINGS[unknown]} here`)
    throw state.reader.refuse('E110', at, message, {
      help: [words('all of them stand for the same; give numbers for the others')],
    })
  }
  state.unknown = unknown
}

function kOfN(state: State, name: string | null): Expression {
  const { reader } = state
  const start = reader.next()
  const k = count(state, start)
  reader.next()
  const size = reader.peek()
  const n = size.kind === 'word' ? count(state, reader.next()) : null
  const open = reader.peek()
  if (n === null && open.kind !== '(') throw reader.unexpected('how many there are, as in `2 of 3 (99.9%)`, or `(`')
  const parts = open.kind === '(' ? reader.nested(() => list(state)) : [reader.nested(() => term(state))]
  const at = { start: start.start, end: reader.peek(-1).end }
  const many = n ?? parts.length
  if ((n !== null || parts.length > 1) && (k < 1 || k > many))
    impossible(reader, start, `${k} of ${many} cannot be`, `ask for 1 to ${many}`)
  if (parts.length === 1) {
    if (n === null)
      impossible(
        reader,
        start,
        'how many there are is not said',
        `write \`${k} of 3 (…)\`, or list them: \`${k} of (99.9%, 99.95%)\``,
      )
    if (many > 1 && !hasOwnParts(parts[0])) allOne(reader, parts[0], many)
    return measured(state, { kind: 'copies', k, n: many, of: parts[0], name, at })
  }
  if (parts.length !== many) {
    impossible(
      reader,
      size,
      `${n} are announced and ${parts.length} are listed`,
      `list all ${n}, or one for copies of it`,
    )
  }
  return measured(state, { kind: 'choice', k, parts, name, at })
}

function count({ reader }: State, token: Token): number {
  if (!/^\d+$/.test(token.text)) {
    throw reader.refuse('E101', token, say`expected a whole number, found ${token.text}`, {
      help: [words('as in `2 of 3 (99.9%)`')],
    })
  }
  const value = Number(token.text)
  if (value > MOST_COPIES) throw reader.refuse('E108', token, words(`more than ${MOST_COPIES} copies`))
  return value
}

function list(state: State): Expression[] {
  const { reader } = state
  const open = reader.next()
  const parts = [parallel(state)]
  while (reader.peek().kind === ',') {
    if (parts.length === MOST_CHOICES)
      throw reader.refuse('E108', reader.peek(), words(`a list of more than ${MOST_CHOICES} parts`))
    reader.next()
    parts.push(parallel(state))
  }
  close(state, open)
  return parts
}

/** Whether a copy of it would have anything of its own: a name stands for one thing in all of them. */
function hasOwnParts(node: Expression): boolean {
  if (node.name !== null) return false
  if (node.kind === 'part') return true
  if (node.kind === 'copies') return hasOwnParts(node.of)
  return node.kind === 'failover' || node.parts.some(hasOwnParts)
}

function failover(state: State, name: string | null): Failover {
  const { reader } = state
  const start = reader.next()
  if (reader.peek().kind !== '(')
    throw reader.unexpected('`(`', null, [words('as in `failover(99.9%, 99.9%, fails 1%)`')])
  const open = reader.next()
  const primary = reader.nested(() => parallel(state))
  if (reader.peek().kind !== ',') throw reader.unexpected('`,` and the standby')
  reader.next()
  const standby = reader.nested(() => parallel(state))
  const found: { takes: number | null; fails: number; every: number | null } = { takes: 0, fails: 0, every: null }
  const seen = new Set<string>()
  while (reader.peek().kind === ',') {
    reader.next()
    const option = reader.peek()
    const word = option.text.toLowerCase()
    if (!['takes', 'fails', 'every'].includes(word)) {
      throw reader.unexpected('`takes`, `fails` or `every`', suggest(word, ['takes', 'fails', 'every']))
    }
    if (seen.has(word)) throw reader.refuse('E101', option, say`${option.text} is said twice`)
    seen.add(word)
    reader.next()
    if (word === 'takes') found.takes = readDuration(reader)
    else if (word === 'fails') found.fails = readShare(reader)
    else found.every = everyOf(state)
    if (word === 'takes' && found.takes === null) unknownIs(state, 'takes', option)
  }
  close(state, open)
  const at = { start: start.start, end: reader.peek(-1).end }
  return measured(state, { kind: 'failover', primary, standby, ...found, name, at })
}

function everyOf({ reader }: State): number {
  const at = reader.peek()
  const every = readDuration(reader)
  if (every === null || every === 0)
    throw reader.refuse('E103', at, words('how often the primary fails is a duration above zero'))
  return every
}

function mention(state: State, name: string | null): Expression {
  const { reader } = state
  const token = reader.peek()
  const mentioned = state.names.get(token.text)
  if (mentioned !== undefined) {
    reader.next()
    return name === null ? mentioned.node : renamed(state, mentioned.node, name)
  }
  const word = token.text.toLowerCase()
  if (!NAME.test(token.text) || KEYWORDS.includes(word)) return nothing(reader)
  if (state.open.has(token.text)) throw reader.refuse('E104', token, say`${token.text} is part of itself`)
  const names = [...state.names.keys()]
  const meant = suggest(token.text, [...names, 'mtbf', 'failover'])
  const message = say`nothing is called ${token.text}`
  if (meant !== null) throw reader.refuse('E104', token, message, { suggestion: reader.replacing(token, meant) })
  const known = names.length === 0 ? [] : [say`the names so far are ${listing(names.slice(0, 8), 'and')}`]
  const first = say`say what it is where it is first mentioned, as in ${`${token.text}: 99.95%`}`
  throw reader.refuse('E104', token, message, { help: [first, ...known] })
}

function close(state: State, open: Token): void {
  const { reader } = state
  if (reader.peek().kind === ')') {
    reader.next()
    return
  }
  if (reader.peek().kind !== 'end') notJoined(reader, '`)`')
  throw reader.refuse('E102', open, words('this parenthesis is never closed'))
}
