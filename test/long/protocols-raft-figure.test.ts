import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type FigureCell, figureCell, figureRows } from '../support/raft-figure-table.js'

const latencies = [1, 2, 2.5, 3, 3.75, 5, 7.5, 15]
const blocks = 11

const ms = (value: number) => (Number.isFinite(value) ? value.toFixed(0) : '—')

/** Distance to the paper's three figures, as the sum of the absolute relative differences. */
function misfit(cells: readonly FigureCell[]): number {
  const [, , median, , worst, , mean] = cells
  return Math.abs(median.median / 287 - 1) + Math.abs(worst.worst / 513 - 1) + Math.abs(mean.mean / 35 - 1)
}

it('tables the election figure for several latencies beside the paper', () => {
  const columns = latencies.map(latency => figureRows.map(({ low, high }) => figureCell(low, high, latency, blocks)))
  const best = latencies[columns.map(misfit).reduce((at, value, i, all) => (value < all[at] ? i : at), 0)]
  const lines = [
    '# Time without a leader: the independent model beside the Raft paper',
    '',
    'Five servers, the leader crashes; section 9.3 and figure 16 of Ongaro & Ousterhout 2014 (extended version). The model',
    '(`test/support/raft-election-oracle.ts`) has constant one-way latency, no disk time, synchronised last heartbeats, a',
    'crash uniform within half the minimum timeout, and two survivors with shorter logs. The paper measured a real system',
    'with "a broadcast time of roughly 15ms"; its figures are a comparison, not a bar.',
    '',
    `Milliseconds: median / mean / median over ${blocks} blocks of the worst of 1000 trials (100 for 150–150). — is over 30 s.`,
    '',
    `| timeouts | paper | ${latencies.map(latency => `${latency} ms`).join(' | ')} |`,
    `|---|---|${latencies.map(() => '---').join('|')}|`,
    ...figureRows.map(({ low, high, paper }, row) => {
      const cells = columns.map(column => column[row])
      const text = cells.map(({ median, mean, worst }) => `${ms(median)} / ${ms(mean)} / ${ms(worst)}`)
      return `| ${low}–${high} | ${paper} | ${text.join(' | ')} |`
    }),
    '',
    `All three of the paper's figures are met best at a one-way latency of ${best} ms, a round trip of ${2 * best} ms; taken`,
    'literally, a broadcast time of 15 ms (7.5 ms one way) gives a median several times the 287 ms reported for 150–155.',
    '',
  ]
  writeFileSync('docs/measured/raft-election-figure.md', lines.join('\n'))
  expect(best).toBeGreaterThan(1)
  expect(best).toBeLessThan(7.5)
})
