import type { SolvedCutSets } from '../results/index.js'
import { grouped, percent } from './numbers.js'
import type { Page } from './page.js'
import { probabilityText } from './solve-facts.js'

/** `12 minimal sets: 3 of one, 9 of two`. */
export function countText({ maxOrder, count, byOrder }: Pick<SolvedCutSets, 'maxOrder' | 'count' | 'byOrder'>): string {
  const orders = byOrder.map(({ order, count: n }) => `${grouped(n)} of ${order}`)
  const shown = orders.length > 8 ? [...orders.slice(0, 8), '…'] : orders
  const size = maxOrder === null ? '' : ` of at most ${maxOrder}`
  return `${grouped(count)}${size}${orders.length === 0 ? '' : `: ${shown.join(', ')}`}`
}

/** How many cut sets there are, and the most probable of them with their share of the whole. */
export function cutSetLines(
  page: Page,
  cutSets: Pick<SolvedCutSets, 'maxOrder' | 'count' | 'byOrder' | 'sets'>,
  whole: number,
  label = 'cut sets',
): void {
  page.field(label, countText(cutSets))
  for (const { events, probability } of cutSets.sets) {
    page.field('', `${probabilityText(probability)} (${percent(probability, whole)})  ${events.join(' + ')}`)
  }
}
