import { say, words } from '../../diagnostics/index.js'
import { mapOf, oneOrMany } from '../shape/collection.js'
import { maybe, object, type Refusals } from '../shape/object.js'
import { reference } from '../shape/reference.js'
import { atMostOne, needs } from '../shape/rule.js'
import { count, scalar } from '../shape/scalar.js'
import { located } from '../shape/shape.js'

const most = 31

/** `2x3`: rows by columns. */
const gridSize = scalar<readonly [rows: number, columns: number]>({
  expected: 'rows by columns such as `2x3`',
  parse: text => {
    const size = /^\s*(\d{1,2})\s*x\s*(\d{1,2})\s*$/.exec(text)
    if (size === null) return { ok: false, reason: 'a grid is rows by columns' }
    return { ok: true, value: [Number(size[1]), Number(size[2])] }
  },
  fallback: [1, 1],
  schema: { type: 'string', pattern: '^[0-9]{1,2} ?x ?[0-9]{1,2}$', examples: ['2x3'] },
})

const votes = mapOf('member', count(0, 1000))

/** Who is enough to go on, in place of a majority in both phases. */
export const quorums = object(
  {
    elect: maybe(count(1, most), 'members that choose a leader (phase 1)'),
    commit: maybe(count(1, most), 'members that commit (phase 2)'),
    grid: maybe(gridSize, 'members in rows and columns: a row chooses a leader, a column commits'),
    witnesses: maybe(
      oneOrMany(reference('a node or a group of nodes')),
      'members that vote and hold no data: a majority of all chooses a leader, and as many of the others commit',
    ),
    weights: maybe(votes, 'votes of members by name, 1 unless said; more than half of all votes are enough'),
  },
  [atMostOne(['elect', 'grid', 'witnesses', 'weights']), needs('elect', ['commit']), needs('commit', ['elect'])],
)

export const placedQuorums = located(quorums)
export const weights = located(votes)
export const someMembers = oneOrMany(reference('a node or a group of nodes'))
export type QuorumBody = ReturnType<typeof quorums.read>

/** Witnesses vote and hold no data; `why` this protocol has to do without. */
export function noWitnesses(why: string): Refusals {
  const help = words('of the protocols here `multi-paxos` and `single-paxos` have them: `quorums: { witnesses: m-3 }`')
  return { witnesses: { code: 'S220', why: say`no ${'witnesses'}: ${words(why)}`, help } }
}
