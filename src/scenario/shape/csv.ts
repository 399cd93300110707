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

/** The numbers of a column in microseconds, or null after a report. Empty cells are passed over. */
export function readSamples(samples: Samples, tree: Tree, reading: Reading): number[] | null {
  const place = (key: string) => entryOf(tree, key)?.value.place ?? tree.place
  const file = reading.readFile(samples.csv, tree.place.source.file)
  if ('reason' in file) {
    report(reading, 'S121', place('csv'), say`cannot read ${samples.csv}: ${words(file.reason)}${inWhere(reading)}`)
    return null
  }
  const rows = parseCsv(file.text)
  if (rows === null) return bad(reading, place('csv'), say`${samples.csv} is not a CSV file of up to ${mostRows} rows`)
  const column = findColumn(rows[0] ?? [], samples, place('column'), reading)
  if (column < 0) return null
  const length = DURATION_UNITS.find(([name]) => name === samples.unit)![1]
  const values: number[] = []
  for (let i = 1; i < rows.length; i++) {
    const cell = (rows[i][column] ?? '').trim()
    if (cell === '') continue
    const value = /^\d*\.?\d+(e[+-]?\d+)?$/i.test(cell) ? Number(cell) * length : Number.NaN
    if (!Number.isFinite(value))
      return bad(reading, place('csv'), say`${cell} in row ${i + 1} of ${samples.csv} is not a number above zero`)
    values.push(value)
  }
  return values.length > 0 ? values : bad(reading, place('csv'), say`${samples.csv} has no values`)
}

function findColumn(header: readonly string[], samples: Samples, place: Place, reading: Reading): number {
  const names = header.map(name => name.trim())
  const at = samples.column === null ? (names.length === 1 ? 0 : -1) : names.indexOf(samples.column)
  if (at >= 0) return at
  const meant = samples.column === null ? null : suggest(samples.column, names)
  const message =
    samples.column === null
      ? say`${samples.csv} has ${names.length} columns; say which`
      : say`${samples.csv} has no column ${samples.column}`
  report(reading, 'S123', place, message, {
    help: [meant === null ? say`the first row names ${names.join(', ')}` : say`did you mean ${meant}?`],
  })
  return -1
}

function bad(reading: Reading, place: Place, message: ReturnType<typeof say>): null {
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
