import type { ScenarioSummary } from '../results/index.js'
import { type Scenario, scenarioDigest } from '../scenario/index.js'

/** What a result says of the scenario it comes from; the digest changes with anything that can change the result. */
export function summaryOf(
  scenario: Scenario,
  { seed, file, options }: Pick<ScenarioSummary, 'seed' | 'file' | 'options'>,
): ScenarioSummary {
  const { name, description, horizon, start, calendar } = scenario
  return { name, description, file, digest: scenarioDigest(scenario), seed, horizon, start, calendar, options }
}
