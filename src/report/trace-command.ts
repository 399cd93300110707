import { operand, shellCommand } from '../diagnostics/index.js'
import type { OutageRef, ScenarioSummary } from '../results/index.js'

/** The command that tells the story of an outage of a service; `service` null for the only or first one. */
export function traceCommand(
  scenario: Pick<ScenarioSummary, 'file' | 'seed' | 'options'>,
  outage: Pick<OutageRef, 'trial'>,
  which: 'worst' | number,
  service: string | null,
): string {
  const words = ['nines', 'trace', operand(scenario.file), '--trial', String(outage.trial), '--outage', String(which)]
  return shellCommand([
    ...words,
    ...(service === null ? [] : ['--service', service]),
    '--seed',
    scenario.seed,
    ...scenario.options,
  ])
}
