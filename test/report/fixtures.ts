import type { Estimate, GroupFidelity, RunResult, ServiceResult } from '../../src/results/index.js'
import { DAY, HOUR, MINUTE, SECOND, YEAR } from '../../src/units/index.js'

export function estimate(low: number, value: number, high: number): Estimate {
  return { value, low, high, level: 0.95, method: 'jackknife on log U, 200 trials' }
}

export function exact(value: number): Estimate {
  return { value, low: value, high: value, level: 0.95, method: 'the largest seen' }
}

function group(id: string, leapt: number, leaps: number): GroupFidelity {
  return { id, label: id, treatment: 'certain', why: '', neglected: 0, leapt, leaps }
}

const shop: ServiceResult = {
  id: 'shop',
  kind: '4 of 6 web',
  unavailability: estimate(1.31e-4, 1.58e-4, 1.9e-4),
  degraded: estimate(2.1e-3, 2.3e-3, 2.5e-3),
  outages: {
    count: 1204,
    censored: 3,
    meanUp: estimate(57.2 * DAY, 60.6 * DAY, 64.1 * DAY),
    meanOutage: estimate(11.9 * MINUTE, 13.8 * MINUTE, 16 * MINUTE),
    meanBetweenStarts: estimate(57.2 * DAY, 60.6 * DAY, 64.1 * DAY),
    lengths: {
      count: 1201,
      mean: 13.8 * MINUTE,
      min: 2 * SECOND,
      p50: 6.2 * MINUTE,
      p90: 31 * MINUTE,
      p99: 1.6 * HOUR,
      max: 3.2 * HOUR,
    },
    longest: { trial: 17, start: 203 * DAY + 4 * HOUR, length: 3 * HOUR + 12 * MINUTE + 5 * SECOND },
    worst: [
      {
        trial: 17,
        start: 203 * DAY + 4 * HOUR,
        length: 3 * HOUR + 12 * MINUTE + 5 * SECOND,
        censored: false,
        phases: { detect: MINUTE, decide: 0, restore: 5 * SECOND, repair: 3 * HOUR + 11 * MINUTE },
        causes: [{ id: 'a/power', label: 'zone a: power', downtime: 3 * HOUR + 12 * MINUTE + 5 * SECOND, outages: 1 }],
      },
    ],
  },
  phases: { detect: 6e9, decide: 1e9, restore: 193e9, repair: 796_512_000_000 },
  downtime: 996_512_000_000,
  measured: 200 * YEAR,
  causes: [
    { id: 'zone:a:power', label: 'zone a: power', downtime: 608e9, outages: 210 },
    { id: 'zone:b:power', label: 'zone b: power', downtime: 201e9, outages: 190 },
    { id: 'node:web-3:crash', label: 'web-3: crash', downtime: 81e9, outages: 402 },
    { id: 'node:web-1:crash', label: 'web-1: crash', downtime: 60e9, outages: 390 },
    {
      id: 'fault:partition',
      label: 'partition of the database from the rest of the world',
      downtime: 30e9,
      outages: 8,
    },
    { id: 'node:web-2:crash', label: 'web-2: crash', downtime: 10e9, outages: 2 },
    { id: 'node:web-4:crash', label: 'web-4: crash', downtime: 5e9, outages: 1 },
    { id: 'false', label: 'false suspicion', downtime: 1_512_000_000, outages: 1 },
  ],
  budget: {
    objective: 5e-4,
    window: 'month',
    windowLength: 30 * DAY,
    allowed: 0.0005 * 30 * DAY,
    expected: estimate(1.31e-4 * 30 * DAY, 1.58e-4 * 30 * DAY, 1.9e-4 * 30 * DAY),
  },
  months: { total: 2400, broken: 29, objective: 5e-4, share: estimate(0.0081, 0.0121, 0.0173) },
  failover: null,
  decision: null,
  dual: 0,
}

const orders: ServiceResult = {
  ...shop,
  id: 'orders',
  kind: 'raft of 3',
  unavailability: { value: 0, low: 0, high: 1.5e-6, level: 0.95, method: 'no outage in 200 trials: exact bound' },
  degraded: null,
  outages: {
    count: 0,
    censored: 0,
    meanUp: null,
    meanOutage: null,
    meanBetweenStarts: null,
    lengths: null,
    longest: null,
    worst: [],
  },
  phases: { detect: 0, decide: 0, restore: 0, repair: 0 },
  downtime: 0,
  causes: [],
  budget: null,
  months: null,
  failover: { count: 12, mean: 4e5, min: 2e5, p50: 3.4e5, p90: 6e5, p99: 9.1e5, max: 9.1e5 },
  dual: 1_500_000,
}

export const webShop: RunResult = {
  format: 'nines.run/1',
  version: '0.1.0',
  scenario: {
    name: 'Web shop in three zones',
    description: 'Six web servers and a database of three over three zones.',
    file: 'scenarios/web-shop.yaml',
    digest: 'c0ffee00c0ffee00',
    seed: 'web-shop',
    horizon: YEAR,
    start: 'new',
    calendar: 'plain',
    options: [],
  },
  trials: { asked: 200, done: 200, incomplete: false, stopped: 'count' },
  fidelity: {
    mode: 'leap',
    timeOnly: false,
    simulated: 200 * (YEAR + 10 * SECOND),
    leapt: 0.9999851,
    byMessage: 200 * (YEAR + 10 * SECOND) * 0.0000149,
    leaps: 9641,
    groups: [group('orders', 0.9999852, 6021), group('beats', 0.999985, 3620)],
  },
  verdict: 'fail',
  expectations: [
    {
      text: 'availability(shop) >= 99.95%',
      name: '',
      verdict: 'pass',
      metric: 'availability',
      subject: 'shop',
      op: '>=',
      threshold: 5e-4,
      unit: 'unavailability',
      observed: estimate(1.31e-4, 1.58e-4, 1.9e-4),
      moreTrials: null,
      why: 'the whole interval keeps it',
    },
    {
      text: 'longest-outage(shop) <= 15m',
      name: '',
      verdict: 'fail',
      metric: 'longest-outage',
      subject: 'shop',
      op: '<=',
      threshold: 15 * MINUTE,
      unit: 'duration',
      observed: exact(3 * HOUR + 12 * MINUTE + 5 * SECOND),
      moreTrials: null,
      why: 'no point of the interval keeps it',
    },
    {
      text: 'failover(orders) p99 <= 1s',
      name: 'the database comes back before anyone notices',
      verdict: 'unknown',
      metric: 'failover',
      subject: 'orders',
      op: '<=',
      threshold: SECOND,
      unit: 'duration',
      observed: estimate(0.7 * SECOND, 0.91 * SECOND, 1.3 * SECOND),
      moreTrials: 900,
      why: 'the interval straddles the threshold',
    },
    {
      text: 'detection(beats) p99 <= 5s',
      name: '',
      verdict: 'unknown',
      metric: 'detection',
      subject: 'beats',
      op: '<=',
      threshold: 5 * SECOND,
      unit: 'duration',
      observed: null,
      moreTrials: null,
      why: 'no crash was there to detect',
    },
  ],
  services: [shop, orders],
  nodes: ['web-1', 'web-2', 'web-3', 'web-4', 'web-5', 'web-6', 'db-1'].map((id, i) => ({
    id,
    kind: 'node',
    unavailability: estimate(2.1e-4 + i * 1e-5, 2.3e-4 + i * 1e-5, 2.5e-4 + i * 1e-5),
    failures: 1200 + i,
  })),
  domains: [
    { id: 'a', kind: 'zone', unavailability: estimate(3.1e-5, 4.3e-5, 5.9e-5), failures: 96 },
    { id: 'b', kind: 'zone', unavailability: exact(0), failures: 0 },
  ],
  detectors: [
    {
      id: 'beats',
      detection: { count: 1203, mean: 2.6e6, min: 2.1e6, p50: 2.5e6, p90: 2.9e6, p99: 3e6, max: 3.2e6 },
      undetected: 2,
      falseSuspicions: 14,
      falseSuspicionTime: 42 * SECOND,
      pairs: 30,
    },
  ],
  workloads: [
    {
      id: 'shoppers',
      service: 'shop',
      requests: 6_307_200_000,
      failed: 1_261_440,
      unavailability: estimate(1.7e-4, 2e-4, 2.4e-4),
      latency: { count: 6e9, mean: 9e3, min: 400, p50: 7_900, p90: 19_800, p99: 41_200, max: 1e6 },
      errors: [
        { kind: 'timeout', count: 812_000 },
        { kind: 'refused', count: 449_440 },
      ],
    },
  ],
  notes: [
    {
      code: 'R402',
      severity: 'warning',
      message: 'repair times are heavy-tailed: intervals of this kind covered 89 % instead of 95 % in our own trials',
    },
    { code: '', severity: 'note', message: 'started new: the first year has fewer failures than later ones' },
  ],
  events: 12_345_678,
  fingerprint: '9f86d081884c7d65',
  reproduce: 'nines run scenarios/web-shop.yaml --seed web-shop --trials 200',
}

/** Nothing promised, nothing failed. */
export const quiet: RunResult = {
  ...webShop,
  scenario: { ...webShop.scenario, name: 'A quiet pair', description: '', seed: '0', file: 'pair.yaml' },
  verdict: 'pass',
  expectations: [],
  services: [orders],
  nodes: [],
  domains: [],
  detectors: [],
  workloads: [],
  notes: [],
  fidelity: {
    ...webShop.fidelity,
    mode: 'full',
    leapt: 0,
    byMessage: webShop.fidelity.simulated,
    leaps: 0,
    groups: [{ ...group('orders', 0, 0), treatment: 'simulated', why: 'full fidelity' }],
  },
  reproduce: 'nines run pair.yaml --seed 0 --trials 200',
}

/** Stopped by Ctrl-C after a few trials. */
export const interrupted: RunResult = {
  ...quiet,
  fidelity: { ...quiet.fidelity, simulated: 57 * YEAR, byMessage: 57 * YEAR },
  trials: { asked: 200, done: 57, incomplete: true, stopped: 'interrupted' },
  verdict: 'unknown',
  expectations: [
    {
      ...webShop.expectations[0],
      verdict: 'unknown',
      observed: estimate(3.1e-4, 4.4e-4, 6.2e-4),
      moreTrials: 530,
      why: 'the interval straddles the threshold',
    },
  ],
}

/** Names that try to break the page. */
export const nasty: RunResult = {
  ...webShop,
  scenario: {
    ...webShop.scenario,
    name: '\u001b[31mred\u001b[0m 東京データセンター </testcase> `rm -rf` | 😀 \u202egnp.exe',
    description: 'first line\nsecond\tline & "quotes" ]]> <script>alert(1)</script> http://example.com @everyone',
    file: 'a file\'s "name".yaml',
    seed: 'se ed\u0007',
  },
  services: [{ ...shop, id: 'ショップ'.repeat(12), kind: '*bold* _it_ [x](y)' }],
  reproduce: "nines run 'a file'\\''s \"name\".yaml' --seed $'se ed\\x07' --trials 200",
}
