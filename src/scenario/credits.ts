import type { CreditTier } from '../analysis/budgets/index.js'
import { hasErrors, makeSource, type Problem, type Source, sortProblems } from '../diagnostics/index.js'
import { BUDGET_WINDOWS, type BudgetWindow, parseRatio } from '../units/index.js'
import { listOf } from './shape/collection.js'
import { object, preset, required } from './shape/object.js'
import type { Reading } from './shape/reading.js'
import { choice, scalar, share, text } from './shape/scalar.js'
import { parseTree } from './text/parse.js'

/** What a provider promises and pays, from a file of its own. */
export interface Agreement {
  readonly name: string
  /** What availability is measured over. */
  readonly per: BudgetWindow
  /** From the mildest to the worst. */
  readonly tiers: readonly CreditTier[]
}

/** What came of the file of an agreement. */
export interface LoadedAgreement {
  /** Null when there are errors among the problems. */
  readonly agreement: Agreement | null
  readonly problems: readonly Problem[]
  readonly sources: (file: string) => Source | undefined
}

const below = scalar<number>({
  expected: 'an availability such as `99.9%`',
  parse: written => {
    const parsed = parseRatio(written)
    return parsed.ok ? { ok: true, value: parsed.value.complement } : parsed
  },
  fallback: 0,
  schema: share.schema({ definitions: new Map() }),
})

const agreement = object({
  name: preset(text, 'service credits', 'what the agreement is called'),
  per: preset(choice(BUDGET_WINDOWS), 'month', 'what availability is measured over'),
  tiers: required(
    listOf(
      object({
        below: required(below, 'the credit is due when the availability is below this'),
        credit: required(share, 'the share of the bill that is paid back'),
      }),
      1,
    ),
    'a list such as `[{ below: 99.9%, credit: 10% }]`',
  ),
})

/** Reads the tiers of an agreement, as `loadScenario` reads a scenario. Never throws on account of the text. */
export function loadAgreement(written: string, file: string): LoadedAgreement {
  const problems: Problem[] = []
  const source = makeSource(file, written)
  const tree = parseTree(source, problems)
  const reading: Reading = { problems, where: [], readFile: () => ({ reason: '' }), broken: new WeakSet() }
  const read = tree === null ? null : agreement.read(tree, reading)
  const sources = (name: string) => (name === file ? source : undefined)
  if (read === null || hasErrors(problems)) return { agreement: null, problems: sortProblems(problems), sources }
  const tiers = read.tiers.map(tier => ({ above: tier.below, credit: tier.credit }))
  tiers.sort((a, b) => a.above - b.above || a.credit - b.credit)
  return { agreement: { name: read.name, per: read.per, tiers }, problems: sortProblems(problems), sources }
}
