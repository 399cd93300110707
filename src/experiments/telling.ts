import type { Plan } from '../cluster/index.js'
import type { TraceRecord } from '../kernel/index.js'
import type { TraceLine } from '../results/index.js'

type Teller = (fields: TraceRecord['fields'], plan: Plan) => Pick<TraceLine, 'kind' | 'text'> | null

/** The parts of a repair as they begin. */
const steps: { readonly [step: string]: string } = {
  diagnose: 'is noticed and being diagnosed',
  repair: 'is under repair',
  restore: 'is repaired, service being restored',
}

/** What a record of the trace says in the words of a story; records that only repeat what another says are silent. */
const tellers: { readonly [what: string]: Teller } = {
  fault: () => ({ kind: 'fault', text: 'strikes' }),
  'repair-step': ({ step }) => ({ kind: 'repair', text: steps[String(step)] ?? String(step) }),
  repaired: () => ({ kind: 'repair', text: 'is over' }),
  stopped: () => ({ kind: 'fault', text: 'stops' }),
  started: () => ({ kind: 'repair', text: 'runs again' }),
  operation: ({ said }) => ({ kind: 'note', text: String(said) }),
  suspect: ({ of }) => ({ kind: 'suspect', text: `suspects ${of}` }),
  trust: ({ of }) => ({ kind: 'trust', text: `trusts ${of} again` }),
  down: () => ({ kind: 'down', text: 'not available' }),
  up: () => ({ kind: 'up', text: 'available' }),
  // A candidate's election says more.
  role: ({ value }) => (plain(value) === 'candidate' ? null : { kind: 'protocol', text: `becomes ${plain(value)}` }),
  'election-started': ({ value }) => ({ kind: 'protocol', text: `starts an election for term ${plain(value)}` }),
  serving: ({ value }) => ({ kind: 'protocol', text: `serves in term ${plain(value)}` }),
  propose: ({ value }) => ({ kind: 'protocol', text: `proposes ${plain(value)}` }),
  decided: ({ value }) => ({ kind: 'protocol', text: `learns the decision ${plain(value)}` }),
}

/** A record as a line of a story, or none. */
export function tell(plan: Plan, record: TraceRecord): TraceLine[] {
  const told = Object.hasOwn(tellers, record.what) ? tellers[record.what](record.fields, plan) : null
  return told === null ? [] : [{ at: record.time, subject: record.source, ...told }]
}

/** Notes carry their value as JSON text; a bare string reads better without its quotes. */
function plain(value: TraceRecord['fields'][string]): string {
  const text = String(value)
  return text
    .replace(/^"(.*)"$/, '$1')
    .replace(/[{}"]/g, '')
    .replaceAll(',', ', ')
    .replaceAll(':', ' ')
}
