import { z } from 'zod'
import type { RunResult } from './result.js'
import { sampledTrafficSchema } from './sampled-traffic.js'

const number = z.number()
const count = z.int().nonnegative()
const time = z.number().nonnegative()
const verdict = z.enum(['pass', 'unknown', 'fail'])

export const scenarioSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  file: z.string(),
  digest: z.string(),
  seed: z.string(),
  horizon: time,
  start: z.enum(['new', 'steady']),
  calendar: z.string(),
  options: z.array(z.string()),
})

const estimate = z.strictObject({ value: number, low: number, high: number, level: number, method: z.string() })

const quantiles = z.strictObject({
  count,
  mean: number,
  min: number,
  p50: number,
  p90: number,
  p99: number,
  max: number,
})

const expectation = z.strictObject({
  text: z.string(),
  name: z.string(),
  verdict,
  metric: z.string(),
  subject: z.string(),
  op: z.string(),
  threshold: number,
  unit: z.enum(['unavailability', 'duration', 'share', 'count', 'nines']),
  observed: estimate.nullable(),
  moreTrials: count.nullable(),
  why: z.string(),
})

const phases = z.strictObject({ detect: time, decide: time, restore: time, repair: time })

const cause = z.strictObject({ id: z.string(), label: z.string(), downtime: time, outages: count })

const outages = z.strictObject({
  count,
  censored: count,
  meanUp: estimate.nullable(),
  meanOutage: estimate.nullable(),
  meanBetweenStarts: estimate.nullable(),
  lengths: quantiles.nullable(),
  longest: z.strictObject({ trial: count, start: time, length: time }).nullable(),
  worst: z.array(
    z.strictObject({ trial: count, start: time, length: time, censored: z.boolean(), phases, causes: z.array(cause) }),
  ),
})

const service = z.strictObject({
  id: z.string(),
  kind: z.string(),
  unavailability: estimate,
  degraded: estimate.nullable(),
  outages,
  phases,
  downtime: time,
  measured: time,
  causes: z.array(cause),
  budget: z
    .strictObject({
      objective: number,
      window: z.enum(['month', 'year']),
      windowLength: time,
      allowed: time,
      expected: estimate,
    })
    .nullable(),
  months: z.strictObject({ total: count, broken: count, objective: number, share: estimate }).nullable(),
  failover: quantiles.nullable(),
  decision: quantiles.nullable(),
  dual: time,
  health: z
    .strictObject({
      check: z.string(),
      takenOut: quantiles.nullable(),
      unnoticed: count,
      open: count,
      lastRequest: quantiles.nullable(),
      spared: count,
      sent: count,
      falseSuspicions: count,
      falseSuspicionTime: time,
    })
    .optional(),
  traffic: z
    .strictObject({
      attempts: count,
      refused: count,
      repeated: count,
      waits: quantiles.nullable(),
      latency: quantiles.nullable().optional(),
      imbalance: z.strictObject({ attempts: number, work: number, interval: estimate.optional() }),
      members: z.array(
        z.strictObject({
          id: z.string(),
          attempts: count,
          failed: count,
          utilization: number,
          latency: quantiles.nullable(),
          keys: z.strictObject({ lookUps: count, hits: count }).optional(),
        }),
      ),
    })
    .optional(),
})

const component = z.strictObject({ id: z.string(), kind: z.string(), unavailability: estimate, failures: count })

const detector = z.strictObject({
  id: z.string(),
  detection: quantiles.nullable(),
  undetected: count,
  falseSuspicions: count,
  falseSuspicionTime: time,
  pairs: count,
})

const workload = {
  id: z.string(),
  service: z.string(),
  requests: count,
  failed: count,
  unavailability: estimate,
  latency: quantiles.nullable(),
  errors: z.array(z.strictObject({ kind: z.string(), count })),
  goodput: estimate.optional(),
  classes: z
    .array(
      z.strictObject({
        id: z.string(),
        requests: count,
        failed: count,
        unavailability: estimate,
        latency: quantiles.nullable(),
      }),
    )
    .optional(),
  charges: z.array(z.strictObject({ id: z.string(), label: z.string(), requests: count })).optional(),
}

const fidelity = z.strictObject({
  mode: z.enum(['leap', 'full']),
  timeOnly: z.boolean(),
  simulated: time,
  leapt: number.nullable(),
  byMessage: time.nullable(),
  leaps: count,
  groups: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      treatment: z.enum(['certain', 'neglected', 'drawn', 'simulated']),
      why: z.string(),
      neglected: number,
      leapt: number,
      leaps: count,
    }),
  ),
})

/** The shape of `nines.run/1`. Keys stand in the order in which JSON output writes them. */
export const runResultSchema: z.ZodType<RunResult> = z.strictObject({
  format: z.literal('nines.run/1'),
  version: z.string(),
  scenario: scenarioSchema,
  trials: z.strictObject({
    asked: count,
    done: count,
    incomplete: z.boolean(),
    stopped: z.enum(['count', 'precision', 'interrupted']),
  }),
  fidelity,
  verdict,
  expectations: z.array(expectation),
  services: z.array(service),
  nodes: z.array(component),
  domains: z.array(component),
  detectors: z.array(detector),
  workloads: z.array(z.strictObject(workload)),
  sampled: sampledTrafficSchema.optional(),
  calls: z.array(z.strictObject({ ...workload, caller: z.string(), cancelled: count })).optional(),
  notes: z.array(z.strictObject({ code: z.string(), severity: z.enum(['note', 'warning']), message: z.string() })),
  events: count,
  fingerprint: z.string(),
  reproduce: z.string(),
})

export type ParsedResult =
  | { readonly ok: true; readonly value: RunResult }
  | { readonly ok: false; readonly reason: string; readonly path: string }

/** Reads what `--format json` wrote. `reason` says what is wrong at `path`, in the words of the reader. */
export function parseResult(json: string): ParsedResult {
  let data: unknown
  try {
    data = JSON.parse(json)
  } catch {
    return { ok: false, reason: 'not JSON', path: '' }
  }
  const format = formatOf(data)
  if (format !== 'nines.run/1') {
    const found = format === null ? 'no format is named' : `the format is ${JSON.stringify(format)}`
    return { ok: false, reason: `not a result of nines: ${found}, not "nines.run/1"`, path: 'format' }
  }
  const parsed = runResultSchema.safeParse(data)
  if (parsed.success) return { ok: true, value: parsed.data }
  const issue = parsed.error.issues[0]
  return { ok: false, reason: issue.message, path: issue.path.map(String).join('.') }
}

function formatOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('format' in data)) return null
  return typeof data.format === 'string' ? data.format : null
}

/**
 * The result as one JSON document: keys in schema order, two spaces, a newline at the end. Numbers are the shortest
 * decimals that read back as the same number, so the bytes are the same everywhere.
 * @throws ZodError when the result does not have the shape it claims, for example for a NaN.
 */
export function writeResult(result: RunResult | readonly RunResult[]): string {
  const document = isOne(result) ? runResultSchema.parse(result) : result.map(one => runResultSchema.parse(one))
  return JSON.stringify(document, null, 2) + '\n'
}

function isOne(result: RunResult | readonly RunResult[]): result is RunResult {
  return !Array.isArray(result)
}
