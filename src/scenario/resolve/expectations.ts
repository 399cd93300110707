import { listing, say, suggest, words } from '../../diagnostics/index.js'
import { type Parsed, parseDuration, parseRatio, type Refusal } from '../../units/index.js'
import type { ExpectationLine } from '../language/expectations.js'
import { type Metric, metrics, type SubjectKind } from '../metrics.js'
import type { Expectation, Service } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import { refused } from '../shape/scalar.js'
import { partOf, type ScalarTree, spanOf } from '../text/tree.js'

/** Ids of everything an expectation can be about. */
type Subjects = { readonly [K in SubjectKind]: ReadonlySet<string> }

const mostExpectations = 1000

const form =
  /^\s*(?<metric>[\w-]+)\s*\(\s*(?<subject>[^\s(),]+)\s*(?:,\s*(?<argument>[^\s(),]+)\s*)?\)\s*(?<op>[<>]=?|[≤≥])\s*(?<value>[^\s<>=](?:.*?[^\s])??)(?:\s+at\s+(?<level>\S+))?\s*$/du

const longest = 400

/** One piece of an expectation with its place in the line. */
interface Piece {
  readonly text: string
  readonly at: number
}

interface Line {
  readonly tree: ScalarTree
  readonly reading: Reading
  piece(name: string): Piece | null
}

export function resolveExpectations(
  lines: readonly ExpectationLine[],
  subjects: Subjects,
  services: readonly Service[],
  broken: boolean,
  reading: Reading,
): Expectation[] {
  const beyond = lines[mostExpectations]?.line
  if (beyond) report(reading, 'S204', beyond.place, say`more than ${mostExpectations} expectations`)
  const found: { readonly expectation: Expectation; readonly tree: ScalarTree }[] = []
  for (const { name, line } of lines.slice(0, mostExpectations)) {
    const resolved = line === null ? null : resolveLine(line, subjects, broken, reading)
    if (line === null || resolved === null) continue
    found.push({ expectation: { ...resolved, name: name === '' ? resolved.text : name }, tree: line })
  }
  const kinds = new Map(services.map(service => [service.id, service.redundancy.kind]))
  const objectives = new Set(found.filter(f => f.expectation.metric === 'availability').map(f => f.expectation.subject))
  for (const { expectation, tree } of found) {
    const { metric, subject } = expectation
    const unfit = misfit(metric, kinds.get(subject), objectives.has(subject))
    if (unfit !== null) report(reading, 'S209', tree.place, say`${`${metric}(${subject})`} ${words(unfit)}`)
  }
  return found.map(f => f.expectation)
}

/** Why a service of this kind does not have this metric, or null. */
function misfit(metric: string, kind: Service['redundancy']['kind'] | undefined, hasObjective: boolean): string | null {
  if (metric === 'time-to-decide' && kind !== undefined && kind !== 'paxos' && kind !== 'single-paxos')
    return 'is for services with `protocol: { paxos: … }` or `{ single-paxos: … }`'
  if (metric === 'failover' && (kind === 'k-of-n' || kind === 'single-paxos'))
    return 'is for services with a `standby` or a `protocol` that has a leader'
  if (metric === 'months-broken' && !hasObjective)
    return 'needs an expected `availability` of the same service beside it'
  return null
}

function resolveLine(
  tree: ScalarTree,
  subjects: Subjects,
  broken: boolean,
  reading: Reading,
): Omit<Expectation, 'name'> | null {
  const match = tree.text.length > longest ? null : form.exec(tree.text)
  if (match === null) {
    const help = [
      words(
        'an expectation reads `metric(subject) >= value`, such as `availability(shop) >= 99.95%` or `latency(users, p99) <= 250ms at 99%`',
      ),
    ]
    report(reading, 'S119', tree.place, say`this is no expectation: ${tree.text}`, { help })
    return null
  }
  const piece = (name: string): Piece | null => {
    const text = match.groups?.[name]
    return text === undefined ? null : { text, at: match.indices?.groups?.[name]?.[0] ?? 0 }
  }
  const line: Line = { tree, reading, piece }
  const metric = metricOf(line)
  if (metric === null) return null
  const subject = subjectOf(line, metric, subjects, broken)
  const quantile = quantileOf(line, metric)
  const threshold = thresholdOf(line, metric)
  const level = levelOf(line)
  if (subject === null || quantile === null || threshold === null || level === null) return null
  const op = piece('op')!.text.replace('≥', '>=').replace('≤', '<=') as Expectation['op']
  return {
    text: tree.text.trim(),
    metric: metric.name,
    subject,
    quantile,
    op,
    threshold,
    level,
    span: spanOf(tree.place),
  }
}

function complain(
  line: Line,
  code: string,
  piece: Piece,
  message: ReturnType<typeof say>,
  meant: string | null,
  help: ReturnType<typeof say>[] = [],
): null {
  const place = partOf(line.tree, piece.at, piece.text.length)
  const suggestion =
    meant === null || line.tree.offset === null
      ? null
      : { text: say`did you mean ${meant}?`, edits: [{ span: spanOf(place), replacement: meant }] }
  report(line.reading, code, place, message, { suggestion, help })
  return null
}

function metricOf(line: Line): Metric | null {
  const piece = line.piece('metric')!
  const found = metrics.find(metric => metric.name === piece.text)
  if (found !== undefined) return found
  const names = metrics.map(metric => metric.name)
  const meant = suggest(piece.text, names)
  return complain(
    line,
    'S208',
    piece,
    say`there is no metric ${piece.text}`,
    meant,
    meant === null ? [say`there is ${listing(names, 'and')}`] : [],
  )
}

function subjectOf(line: Line, metric: Metric, subjects: Subjects, broken: boolean): string | null {
  const piece = line.piece('subject')!
  if (broken || metric.subjects.some(kind => subjects[kind].has(piece.text))) return piece.text
  const kinds = metric.subjects.join(' or ')
  const elsewhere = (Object.keys(subjects) as SubjectKind[]).find(kind => subjects[kind].has(piece.text))
  if (elsewhere !== undefined) {
    const message = say`${metric.name} is of a ${words(kinds)}, and ${piece.text} is a ${words(elsewhere)}`
    return complain(line, 'S209', piece, message, null)
  }
  const known = metric.subjects.flatMap(kind => [...subjects[kind]])
  const few = known.length > 0 && known.length <= 8 ? [say`there is ${listing(known, 'and')}`] : []
  const meant = suggest(piece.text, known)
  return complain(line, 'S201', piece, say`there is no ${words(kinds)} ${piece.text}`, meant, meant === null ? few : [])
}

/** 0.99 for `p99`, 1 for `max`, 0 for a metric that takes none. */
function quantileOf(line: Line, metric: Metric): number | null {
  const piece = line.piece('argument')
  if (!metric.quantile) {
    return piece === null
      ? 0
      : complain(line, 'S209', piece, say`${metric.name} takes no ${piece.text}: it is one number`, null)
  }
  const form = [say`write ${metric.example}`]
  if (piece === null)
    return complain(line, 'S209', line.piece('metric')!, say`${metric.name} needs a quantile`, null, form)
  if (piece.text === 'max') return 1
  const digits = /^p(\d{1,2}(?:\.\d{1,6})?)$/.exec(piece.text)
  const value = digits === null ? 0 : Number(`${digits[1]}e-2`)
  return value > 0 ? value : complain(line, 'S209', piece, say`${piece.text} is no quantile`, null, form)
}

function thresholdOf(line: Line, metric: Metric): number | null {
  const piece = line.piece('value')!
  const perYear = metric.name === 'downtime' ? piece.text.replace(/\s*\/\s*(y|year)$/, '') : piece.text
  const parsed = readThreshold(metric, perYear)
  if (parsed.ok) return parsed.value
  const shifted: Refusal = { ...parsed, at: piece.at + (parsed.at ?? 0) }
  const part: ScalarTree = {
    ...line.tree,
    text: piece.text,
    place: partOf(line.tree, piece.at, piece.text.length),
    offset: line.tree.offset === null ? null : 0,
  }
  refused({ ...shifted, at: parsed.at ?? 0 }, part, `a value such as in \`${metric.example}\``, line.reading)
  return null
}

function readThreshold(metric: Metric, text: string): Parsed<number> {
  switch (metric.unit) {
    case 'duration':
      return parseDuration(text)
    case 'unavailability': {
      const parsed = parseRatio(text)
      return parsed.ok ? { ok: true, value: parsed.value.complement } : parsed
    }
    case 'share': {
      const parsed = parseRatio(text)
      return parsed.ok ? { ok: true, value: parsed.value.value } : parsed
    }
    default: {
      const value = /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN
      return Number.isFinite(value)
        ? { ok: true, value }
        : { ok: false, reason: 'this metric is a number without unit' }
    }
  }
}

function levelOf(line: Line): number | null {
  const piece = line.piece('level')
  if (piece === null) return 0.95
  const parsed = parseRatio(piece.text)
  if (parsed.ok && parsed.value.value >= 0.5 && parsed.value.value < 1) return parsed.value.value
  return complain(line, 'S107', piece, say`a confidence level is from 50% to below 100%, not ${piece.text}`, null)
}
