import { say, words } from '../../diagnostics/index.js'
import { byForm, isScalarTree, listOf, refine } from '../shape/collection.js'
import { type FieldsOf, maybe, object, preset, required } from '../shape/object.js'
import { inWhere, report } from '../shape/reading.js'
import { choice, count, date, duration, positiveDuration, share, text } from '../shape/scalar.js'
import { located, type Shape } from '../shape/shape.js'
import { nestedFields } from './domains.js'
import { expectations } from './expectations.js'
import { faults } from './faults.js'
import { network } from './network.js'
import { nodes } from './nodes.js'
import { operations } from './operations.js'
import { traffic } from './sampled-traffic.js'
import { services } from './services.js'
import { detectors, workload } from './watchers.js'

/** The version of the language that this program reads. */
export const version = 1

const versionShape: Shape<number> = {
  expected: 'the number 1',
  read(tree, reading) {
    const known = tree.kind === 'scalar' && tree.text === '1'
    if (!known) {
      const found = tree.kind === 'scalar' ? say`version ${tree.text}` : words('this version')
      const help = [words('this program reads version 1: write `version: 1`')]
      report(reading, 'S109', tree.place, say`${found} of the scenario language is not known${inWhere(reading)}`, {
        help,
      })
    }
    return version
  },
  fallback: () => version,
  complete: tree => tree,
  schema: () => ({ const: version }),
}

const limits = object({
  'events-per-trial': preset(
    count(1, 1_000_000_000_000),
    200_000_000,
    'a trial with more events is stopped with an error',
  ),
  'outages-kept': preset(count(1, 10_000_000), 10_000, 'outages of a trial that are kept one by one'),
})

const extend = byForm<readonly string[]>([
  { when: isScalarTree, shape: refine(text, path => [path]) },
  { when: tree => tree.kind === 'list', shape: listOf(text) },
])

/** All of a scenario file. */
export const fields = {
  version: required(versionShape, 'the version of the scenario language, 1'),
  extends: maybe(extend, 'files this one builds on; later ones win, `null` removes'),
  name: required(text, 'what the report is called', { slips: ['title'] }),
  description: preset(text, '', 'what there is to say about it; printed in reports'),
  seed: preset(text, '0', 'any text; the same seed gives the same result'),
  horizon: required(located(positiveDuration), 'how long each trial runs', { slips: ['duration', 'time', 'length'] }),
  warmup: maybe(located(duration), 'time before measuring and faults begin, so that protocols have settled'),
  trials: preset(count(1, 100_000_000), 100, 'independent runs', { slips: ['runs', 'replications', 'iterations'] }),
  precision: preset(share, 0, 'stop early when the relative half-width of unavailability is below this; 0: never'),
  fidelity: preset(
    choice(['leap', 'full']),
    'leap',
    'whether quiet stretches are leapt over, or every heartbeat is simulated',
  ),
  traffic: maybe(
    located(traffic),
    'whether every request is simulated, `full`, or requests of a sample of the time, `sampled`; every request, unless said',
  ),
  start: preset(
    choice(['new', 'steady']),
    'new',
    'whether parts are new at the start, or of the ages of a running system',
  ),
  calendar: preset(
    choice(['plain', 'julian', 'gregorian']),
    'plain',
    'months of 30 days, of a twelfth of 365.25 days, or as they fall',
  ),
  'start-date': maybe(located(date), 'first day, for the gregorian calendar'),
  ...nestedFields,
  network: preset(network, {}, 'latency and loss by link class'),
  nodes: required(nodes, 'the machines'),
  services: preset(services, {}, 'what has to be up'),
  detectors: preset(detectors, {}, 'failure detectors that are measured'),
  workload: preset(workload, {}, 'requests that come in', { slips: ['workloads', 'load'] }),
  faults: preset(faults, {}, 'faults by schedule or by law, beside the failures of parts'),
  operations: preset(operations, {}, "operators' orders to services that keep a log, and to balancers"),
  expect: preset(expectations, [], 'what has to hold', { slips: ['expects', 'expectations', 'objectives', 'slo'] }),
  limits: preset(limits, {}, 'what a study may use up'),
}

export const root = object(fields)
export type Root = FieldsOf<typeof fields>
