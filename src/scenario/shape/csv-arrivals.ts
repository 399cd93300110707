import { say } from '../../diagnostics/index.js'
import { DURATION_UNITS } from '../../units/index.js'
import { entryOf, type Place, type Tree } from '../text/tree.js'
import { bad, numberIn, readTable } from './csv.js'
import type { Reading } from './reading.js'

interface ArrivalsFile {
  readonly csv: string
  readonly column: string | null
  readonly unit: string
  readonly work: string | null
  readonly workUnit: string
  readonly key: string | null
  readonly class: string | null
}

/** The class of each line, which are one and the same for all who read the file, and where it is named. */
export interface NamedClasses {
  readonly csv: string
  readonly place: Place
  readonly names: readonly string[]
}

interface ArrivalsRead {
  readonly times: readonly number[]
  readonly work: readonly number[] | null
  readonly keys: readonly string[] | null
  readonly named: NamedClasses | null
}

/** Times of requests in microseconds, with their work, keys and classes where columns are named for them; or null after a report. */
export function readArrivals(file: ArrivalsFile, tree: Tree, reading: Reading): ArrivalsRead | null {
  const place = entryOf(tree, 'csv')?.value.place ?? tree.place
  const table = readTable(file.csv, tree, reading)
  if (table === null) return null
  const at = table.column(file.column, 'column')
  const worked = file.work === null ? -1 : table.column(file.work, 'work')
  const keyed = file.key === null ? -1 : table.column(file.key, 'key')
  const classed = file.class === null ? -1 : table.column(file.class, 'class')
  const missing = [
    [file.work, worked],
    [file.key, keyed],
    [file.class, classed],
  ].some(([name, column]) => name !== null && column === -1)
  if (at < 0 || missing) return null
  const times: number[] = []
  const work: number[] = []
  const keys: string[] = []
  const names: string[] = []
  const [unit, workUnit] = [file.unit, file.workUnit].map(name => DURATION_UNITS.find(([is]) => is === name)?.[1] ?? 1)
  for (const [i, row] of table.rows.entries()) {
    const time = numberIn(row[at]) * unit
    const demand = worked < 0 ? 0 : numberIn(row[worked]) * workUnit
    const cell = Number.isFinite(time) ? row[worked] : row[at]
    if (!Number.isFinite(time + demand))
      return bad(reading, place, say`${cell ?? ''} in row ${i + 2} of ${file.csv} is not a number above zero`)
    if (time < (times[times.length - 1] ?? 0))
      return bad(reading, place, say`row ${i + 2} of ${file.csv} comes before the row above it`)
    times.push(time)
    work.push(demand)
    keys.push((row[keyed] ?? '').trim())
    names.push((row[classed] ?? '').trim())
  }
  if (times.length === 0) return bad(reading, place, say`${file.csv} has no values`)
  return {
    times,
    work: worked < 0 ? null : work,
    keys: keyed < 0 ? null : keys,
    named: classed < 0 ? null : { csv: file.csv, place: entryOf(tree, 'class')?.value.place ?? place, names },
  }
}
