import { say, suggest, words } from '../../diagnostics/index.js'
import { DURATION_UNITS } from '../../units/index.js'
import { entryOf, type Place, type Tree } from '../text/tree.js'
import { inWhere, type Reading, report } from './reading.js'

interface Samples {
  readonly csv: string
  readonly column: string | null
  readonly unit: string
}

const mostRows = 1_000_000

/** A file with named columns. `column` finds one by its name, or the only one; -1 after a report. */
export interface Table {
  readonly header: readonly string[]
  /** Without the header. */
  readonly rows: readonly (readonly string[])[]
  column(name: string | null, key: string): number
}

/** The CSV file that a map names under `csv`, or null after a report. */
export function readTable(csv: string, tree: Tree, reading: Reading): Table | null {
  const place = (key: string) => entryOf(tree, key)?.value.place ?? tree.place
  const file = reading.readFile(csv, tree.place.source.file)
  if ('reason' in file) {
    report(reading, 'S121', place('csv'), say`cannot read ${csv}: ${words(file.reason)}${inWhere(reading)}`)
    return null
  }
  const rows = parseCsv(file.text)
  if (rows === null) return bad(reading, place('csv'), say`${csv} is not a CSV file of up to ${mostRows} rows`)
  const [header = [], ...rest] = rows
  return { header, rows: rest, column: (name, key) => findColumn(header, csv, name, place(key), reading) }
}

/** The number in a cell; NaN for anything else. */
export function numberIn(cell: string | undefined): number {
  const text = (cell ?? '').trim()
  return /^\d*\.?\d+(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

/** The numbers of a column in microseconds, or null after a report. Empty cells are passed over. */
export function readSamples(samples: Samples, tree: Tree, reading: Reading): number[] | null {
  const place = entryOf(tree, 'csv')?.value.place ?? tree.place
  const table = readTable(samples.csv, tree, reading)
  const column = table?.column(samples.column, 'column') ?? -1
  if (table === null || column < 0) return null
  const length = DURATION_UNITS.find(([name]) => name === samples.unit)![1]
  const values: number[] = []
  for (const [i, row] of table.rows.entries()) {
    const cell = (row[column] ?? '').trim()
    if (cell === '') continue
    const value = numberIn(cell) * length
    if (!Number.isFinite(value))
      return bad(reading, place, say`${cell} in row ${i + 2} of ${samples.csv} is not a number above zero`)
    values.push(value)
  }
  return values.length > 0 ? values : bad(reading, place, say`${samples.csv} has no values`)
}

function findColumn(
  header: readonly string[],
  csv: string,
  column: string | null,
  place: Place,
  reading: Reading,
): number {
  const names = header.map(name => name.trim())
  const at = column === null ? (names.length === 1 ? 0 : -1) : names.indexOf(column)
  if (at >= 0) return at
  const meant = column === null ? null : suggest(column, names)
  const message =
    column === null ? say`${csv} has ${names.length} columns; say which` : say`${csv} has no column ${column}`
  report(reading, 'S123', place, message, {
    help: [meant === null ? say`the first row names ${names.join(', ')}` : say`did you mean ${meant}?`],
  })
  return -1
}

export function bad(reading: Reading, place: Place, message: ReturnType<typeof say>): null {
  report(reading, 'S123', place, message)
  return null
}

/** RFC 4180: commas, quotes doubled inside quotes. Null when a quote stays open or there are too many rows. */
function parseCsv(text: string): string[][] | null {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === ',' || c === '\n') {
      rows[rows.length - 1].push(cell.replace(/\r$/, ''))
      cell = ''
      if (c === '\n' && rows.push([]) > mostRows + 1) return null
    } else cell += c
  }
  if (quoted) return null
  if (cell !== '' || rows[rows.length - 1].length > 0) rows[rows.length - 1].push(cell.replace(/\r$/, ''))
  return rows.filter(row => row.length > 1 || (row[0] ?? '') !== '')
}
