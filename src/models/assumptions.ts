import type { Note } from '../results/index.js'
import { formatDuration } from '../units/index.js'
import type { Model } from './model.js'

/** What the answer supposes, and what of the scenario is not in it. */
export function assumptionsOf(model: Model): Note[] {
  return [...longRun(model), ...standingStill(model), ...boots(model), ...endless(model), ...failovers(model)]
}

const note = (code: string, message: string): Note => ({ code, severity: 'note', message })

function longRun({ scenario }: Model): Note[] {
  const fresh = scenario.start === 'new' ? '; a run with `start: new` begins better or worse than that' : ''
  return [
    note(
      'R421',
      `shares of time in the long run, from the means of lives and repairs; parts fail and are repaired independently${fresh}`,
    ),
  ]
}

/** Parts that age only while powered fail less often than the product form has it, by the time they stand still. */
function standingStill({ scenario, components, layout }: Model): Note[] {
  const dark = scenario.domains.map((_, d) =>
    components.reduce(
      (up, { part, effect, repairing }) =>
        part.kind === 'domain' && part.index === d && effect.kind === 'stop' ? up * (1 - repairing) : up,
      1,
    ),
  )
  const still = scenario.nodes.map((node, n) => {
    if (!node.failures.some(mode => mode.aging === 'while-up' && mode.effect !== 'slow')) return 0
    return 1 - layout.domainsOfNode[n].reduce((up, d) => up * dark[d], 1)
  })
  const inner = scenario.domains.map(({ failures }, d) => {
    if (!failures.some(mode => mode.aging === 'while-up')) return 0
    return 1 - layout.domainsAround[d].reduce((up, around) => up * dark[around], 1)
  })
  const most = Math.max(0, ...still, ...inner)
  if (most === 0) return []
  const share = `${(100 * most).toPrecision(2)} %`
  return [
    note(
      'R422',
      `parts stand still, and do not age, while a domain around them is without power: at most ${share} of their failures are counted too many`,
    ),
  ]
}

function boots({ scenario, components }: Model): Note[] {
  const booting = new Set(
    components.flatMap(({ effect, part }) => (effect.kind === 'stop' && part.kind !== 'node' ? effect.nodes : [])),
  )
  const random = scenario.nodes.filter(({ boot }, n) => booting.has(n) && boot.kind !== 'constant')
  if (random.length === 0) return []
  const groups = [...new Set(random.map(node => node.group))].join(', ')
  return [note('R423', `after a power failure, boots of ${groups} are taken to last their mean each`)]
}

function endless({ components }: Model): Note[] {
  const names = (chosen: typeof components): string => chosen.map(component => component.label).join(', ')
  const immortal = components.filter(c => c.meanUp === Infinity && c.rate === 0 && c.unavailability === 0)
  const hopeless = components.filter(c => c.unavailability === 1)
  return [
    ...(immortal.length === 0
      ? []
      : [note('R424', `${names(immortal)}: a life without a finite mean counts as never failing`)]),
    ...(hopeless.length === 0
      ? []
      : [note('R424', `${names(hopeless)}: a repair without a finite mean counts as never ending`)]),
  ]
}

function failovers(model: Model): Note[] {
  return model.scenario.services.flatMap(({ id }, s) => {
    const failover = model.failover(s)
    if (failover === null || 'why' in failover) return []
    const { length, terms } = failover.estimate
    const made = terms.map(term => `${term.what} ${formatDuration(Math.round(term.mean))}`).join(' + ')
    return [
      note(
        'R425',
        `${id}: a failover of ${formatDuration(Math.round(length))} (${made}) whenever its leader stops, to first order; judged as if it took up to twice as long`,
      ),
    ]
  })
}
