import { createHash } from 'node:crypto'
import type { Scenario } from './scenario.js'

/**
 * SHA-256 of everything in a scenario that its result depends on, in hex: the same for two files that resolve to the
 * same. Left out are the description and the places of expectations in their file.
 */
export function scenarioDigest(scenario: Scenario): string {
  const { description: _, ...rest } = scenario
  const expectations = rest.expectations.map(({ span: _span, ...expectation }) => expectation)
  return createHash('sha256')
    .update(canonical({ ...rest, expectations }))
    .digest('hex')
}

/** JSON with sorted keys; numbers JSON does not have are written by name. */
function canonical(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, v]) => `${JSON.stringify(key)}:${canonical(v)}`).join(',')}}`
}
