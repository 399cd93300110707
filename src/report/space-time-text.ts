import { displayWidth } from '../diagnostics/index.js'
import type { Lane, Moment, SpaceTime } from '../results/index.js'
import { printDuration, SECOND } from '../units/index.js'
import { cut, padEnd, padStart, wrap } from './layout.js'
import { grouped } from './numbers.js'
import { COLUMNS, Page, type TextOptions } from './page.js'
import { folded, instantsOf, type Part } from './space-time-folds.js'
import { type Saying, type Style, sayingsOf, styleOf } from './space-time-words.js'

/** Longer names of members are replaced by their numbers where they are spoken of, so that cells stay short. */
const LONG_NAME = 4
/** Narrower columns than this are broken into too many lines: a list is read more easily. */
const NARROWEST = 12
const DECIMALS = 6
/** From here on times are counted from the beginning of what is told. */
const LONG_CLOCK = 10_000 * SECOND

/** What a service's members did in a stretch of a trial: a column for each, a row for each instant, time going down. */
export function renderSpaceTime(told: SpaceTime, options: TextOptions = {}): string {
  const page = new Page(options)
  page.title(`${told.service}: ${told.kind}`, `trial ${told.trial} · seed ${told.scenario.seed}`)
  page.gap()
  heading(page, told)
  page.gap()
  const clock = clockOf(told)
  const width = Math.max(...[told.from, told.told].map(at => clock(at).length), 'seconds'.length)
  const room = Math.floor((COLUMNS - width - 1) / told.lanes.length) - 2
  const parts = folded(instantsOf(told.moments))
  if (room >= NARROWEST) new Table(page, told, width, room, clock).print(parts)
  else list(page, told, parts, clock, width)
  if (told.moments.length === 0) page.text('nothing happens', width + 2, page.paint.faint)
  page.gap()
  closing(page, told)
  return page.toString()
}

function heading(page: Page, { from, to, up, faults, service }: SpaceTime): void {
  const base = to >= LONG_CLOCK && from > 0 ? `${instant(from)} after the start` : 'the start of measuring'
  page.field('time', `${instant(from)} to ${instant(to)}, in seconds from ${base}`)
  page.field('at first', `${service} is ${up ? '' : 'not '}available`)
  for (const { label, since } of faults) page.field('', `${label} since ${instant(since)}`, page.paint.bad)
}

function closing(page: Page, { told, to, moments, reproduce }: SpaceTime): void {
  const { out, into, never } = page.glyphs
  if (told < to) {
    const all = `told up to ${instant(told)}: ${grouped(moments.length)} moments are the most`
    page.text(`${all}; a shorter stretch, or one that begins later, shows the rest`, 2, page.paint.warn)
    page.gap()
  }
  page.field('signs', `${out} sends  ${into} takes  ${never} never arrives`, page.paint.faint)
  page.command('reproduce', reproduce)
}

const instant = printDuration

/** Seconds with all their microseconds; long after the start of measuring, those since the beginning of what is told. */
function clockOf({ from, to }: SpaceTime): (at: number) => string {
  if (to < LONG_CLOCK || from <= 0) return at => (at / SECOND).toFixed(DECIMALS)
  return at => `+${((at - from) / SECOND).toFixed(DECIMALS)}`
}

const roundsText = ({ count, until }: Extract<Part, { kind: 'rounds' }>, clock: (at: number) => string): string =>
  count === 1
    ? `1 more round like this, until ${clock(until)}`
    : `${grouped(count)} more rounds like this, until ${clock(until)}`

/** Columns side by side, each cell wrapped within its own. */
class Table {
  readonly #page: Page
  readonly #told: SpaceTime
  readonly #lanes: readonly Lane[]
  readonly #width: number
  readonly #room: number
  readonly #clock: (at: number) => string
  readonly #style: Style
  /** Members that run: their line goes on, that of the others is dotted. */
  readonly #running: boolean[]

  constructor(page: Page, told: SpaceTime, width: number, room: number, clock: (at: number) => string) {
    const { lanes } = told
    this.#page = page
    this.#told = told
    this.#lanes = lanes
    this.#width = width
    this.#room = room
    this.#clock = clock
    this.#style = { names: shortNames(lanes), again: false }
    this.#running = lanes.map(({ kind, first }) => kind === 'clients' || first !== null)
  }

  print(parts: readonly Part[]): void {
    const { strong, faint } = this.#page.paint
    const names = this.#lanes.map(({ id }, lane) => {
      const short = this.#style.names[lane]
      return [{ text: short === id ? id : `${short} ${id}`, style: 'strong' as const }]
    })
    this.#row(strong(padStart('seconds', this.#width)), names)
    const first = this.#lanes.map((lane): Saying[] => {
      const text = atFirst(this.#told, lane)
      return text === '' ? [] : [{ text, style: 'faint' }]
    })
    if (first.some(cell => cell.length > 0)) this.#row(' '.repeat(this.#width), first)
    for (const part of parts) {
      if (part.kind === 'instant') this.#instant(part.instant.at, part.instant.moments)
      else
        this.#page.line(
          `${' '.repeat(this.#width)} ${faint(`${this.#page.glyphs.ellipsis} ${roundsText(part, this.#clock)}`)}`,
        )
    }
  }

  #instant(at: number, moments: readonly Moment[]): void {
    let clock = this.#page.paint.faint(padStart(this.#clock(at), this.#width))
    const once = (): string => {
      const shown = clock
      clock = ' '.repeat(this.#width)
      return shown
    }
    const { before, after } = acrossOf(moments)
    for (const moment of before) this.#across(once, moment)
    const cells = this.#lanes.map((_, lane) =>
      sayingsOf(
        moments.filter(moment => moment.lane === lane),
        this.#lanes,
        this.#style,
        this.#page.glyphs,
      ),
    )
    for (const { kind, lane } of moments) {
      if (kind === 'start' || kind === 'status') this.#running[lane] = true
      if (kind === 'stop') this.#running[lane] = false
    }
    if (cells.some(cell => cell.length > 0)) this.#row(once(), cells)
    for (const moment of after) this.#across(once, moment)
  }

  #across(clock: () => string, moment: Moment): void {
    const style = styleOf(moment)
    for (const text of wrap(this.#page.safe(moment.text), COLUMNS - this.#width - 4)) {
      const said = `${this.#page.glyphs.across} ${text}`
      this.#page.line(`${clock()} ${style === null ? said : this.#page.paint[style](said)}`)
    }
  }

  #row(clock: string, cells: readonly (readonly Saying[])[]): void {
    const lines = cells.map(sayings => sayings.flatMap(saying => this.#wrapped(saying)))
    const height = Math.max(...lines.map(cell => cell.length))
    for (let row = 0; row < height; row++) {
      const said = lines.map((cell, lane) => this.#rule(lane) + (cell[row] ?? ' '.repeat(this.#room)))
      this.#page.line(`${row === 0 ? clock : ' '.repeat(this.#width)} ${said.join('')}`)
    }
  }

  #rule(lane: number): string {
    const { lane: rule, gone } = this.#page.glyphs
    return this.#page.paint.faint(this.#running[lane] ? rule : gone) + ' '
  }

  #wrapped({ text, style }: Saying): string[] {
    const paint = style === null ? (same: string) => same : this.#page.paint[style]
    return hanging(this.#page.safe(text), this.#room - 1).map(line => paint(padEnd(line, this.#room)))
  }
}

/** What a member says of itself when the stretch begins: `leader of term 3, serving`. */
function atFirst({ round }: SpaceTime, { first }: Lane): string {
  if (first === null) return ''
  const term = round === '' ? '' : `${first.role === 'leader' ? ' of' : ','} ${round} ${first.round}`
  return `${first.role}${term}${first.serving ? ', serving' : ''}`
}

/** `db-1` is short enough; of longer names, members go by their number in the table's head. */
function shortNames(lanes: readonly Lane[]): string[] {
  const long = lanes.some(({ id, kind }) => kind === 'member' && displayWidth(id) > LONG_NAME)
  return lanes.map(({ id, kind }, lane) => (long && kind === 'member' ? `${lane + 1}` : id))
}

/** What belongs to no lane: faults go before what they bring about, the service's being up or down after it. */
function acrossOf(moments: readonly Moment[]): { readonly before: Moment[]; readonly after: Moment[] } {
  const ofAll = moments.filter(({ lane }) => lane < 0)
  const isEnd = ({ kind }: Moment): boolean => kind === 'up' || kind === 'down'
  return { before: ofAll.filter(moment => !isEnd(moment)), after: ofAll.filter(isEnd) }
}

/** Wrapped with all lines but the first indented; a word too long for its line is broken where it is put together. */
function hanging(text: string, columns: number): string[] {
  const breakable = text.split(' ').map(word => (displayWidth(word) > columns - 2 ? parted(word) : word))
  const whole = breakable.join(' ')
  const [first, ...rest] = wrap(whole, columns)
  if (rest.length === 0) return [first]
  const left = whole.slice(first.length).trimStart()
  return [first, ...wrap(left, columns - 2).map(line => `  ${line}`)]
}

const parted = (word: string): string => word.replace(/-(?=\p{L})/gu, '- ').replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')

/** One line after the other, each with its member's name: for more members than columns fit in 80. */
function list(page: Page, told: SpaceTime, parts: readonly Part[], clock: (at: number) => string, width: number): void {
  const { lanes } = told
  const names = lanes.map(({ id }) => cut(page.safe(id), 14, page.glyphs.ellipsis))
  const column = Math.max(...names.map(displayWidth))
  const indent = width + column + 4
  for (const lane of lanes.keys()) {
    const says = atFirst(told, lanes[lane])
    if (says !== '') page.line(`${' '.repeat(width + 2)}${padEnd(names[lane], column)}  ${page.paint.faint(says)}`)
  }
  for (const part of parts) {
    if (part.kind === 'rounds') {
      page.line(' '.repeat(width + 2) + page.paint.faint(`${page.glyphs.ellipsis} ${roundsText(part, clock)}`))
      continue
    }
    const { at, moments } = part.instant
    let time = page.paint.faint(padStart(clock(at), width))
    const say = (name: string, { text, style }: Saying) => {
      hanging(page.safe(text), COLUMNS - indent).forEach((line, row) => {
        const said = style === null ? line : page.paint[style](line)
        page.line(`${time}  ${padEnd(row === 0 ? name : '', column)}  ${said}`)
        time = ' '.repeat(width)
      })
    }
    const { before, after } = acrossOf(moments)
    for (const moment of before) say('', { text: moment.text, style: styleOf(moment) })
    for (const [lane, name] of names.entries()) {
      const own = moments.filter(moment => moment.lane === lane)
      for (const saying of sayingsOf(own, lanes, { names, again: true }, page.glyphs)) say(name, saying)
    }
    for (const moment of after) say('', { text: moment.text, style: styleOf(moment) })
  }
}
