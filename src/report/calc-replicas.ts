import type { Answer } from './answer.js'
import { inOneUnit, ninesText } from './calc-facts.js'
import { availabilityFields, calculatedText, shareText, withNines } from './calc-numbers.js'

/** What replicas buy. */
export interface ReplicaFacts {
  /** Of one replica. */
  readonly unavailability: number
  readonly beta: number
  readonly needed: number | 'majority'
  readonly rows: readonly { readonly n: number; readonly k: number; readonly unavailability: number }[]
  readonly target: number | null
  /** The fewest that reach the target; null when none do. */
  readonly enough: { readonly n: number; readonly k: number; readonly unavailability: number } | null
  /** Microseconds in a year of the calendar. */
  readonly year: number
}

export function replicasAnswer(facts: ReplicaFacts): Answer {
  const { unavailability, beta, rows, target, enough, year } = facts
  const common = beta * unavailability
  const need = facts.needed === 'majority' ? 'a majority is' : facts.needed === 1 ? 'one is' : `${facts.needed} are`
  return {
    facts: [
      ['one replica', withNines(unavailability)],
      ['needed', facts.needed === 'majority' ? 'a majority' : String(facts.needed)],
      ...(beta === 0 ? [] : [['common cause', `${shareText(beta)} of its downtime takes all of them down`] as const]),
      ...(beta === 0 ? [] : [['never above', withNines(common)] as const]),
      ...(target === null ? [] : [['target', withNines(target)] as const]),
      ...(target === null
        ? []
        : [['it takes', enough === null ? 'more than replicas' : `${enough.n} replicas`] as const]),
    ],
    tables: [
      {
        title: `replicas, of which ${need} needed`,
        columns: ['replicas', 'availability', 'nines', 'bought', 'downtime a year'],
        rows: rows.map((row, i) => [
          facts.needed === 1 ? String(row.n) : `${row.k} of ${row.n}`,
          calculatedText(row.unavailability),
          ninesText(row.unavailability).replace(/ nines$/, ''),
          i === 0 ? '' : bought(rows[i - 1].unavailability, row.unavailability),
          inOneUnit(row.unavailability * year),
        ]),
      },
    ],
    notes: [
      beta === 0
        ? 'Replicas fail independently here. They seldom do: add --beta for the share of failures they have in common.'
        : 'Beta-factor model: what replicas fail of together is not bought off by more of them.',
    ],
    document: {
      form: 'replicas',
      replica: availabilityFields(unavailability),
      beta,
      needed: facts.needed,
      limit: availabilityFields(common),
      target: target === null ? null : availabilityFields(target),
      replicasForTarget: enough?.n ?? null,
      rows: rows.map(row => ({ replicas: row.n, needed: row.k, ...availabilityFields(row.unavailability) })),
    },
  }
}

/** Nines gained, or that there are none. */
function bought(before: number, after: number): string {
  const gained = Number(ninesText(after).replace(/ nines$/, '')) - Number(ninesText(before).replace(/ nines$/, ''))
  if (!Number.isFinite(gained)) return ''
  return gained < 0.005 && gained > -0.005 ? 'nothing' : `${gained > 0 ? '+' : ''}${gained.toFixed(2)}`
}
