import { churn } from './churn.mjs'

// What is played against nginx. `config` is that of the policy `nginx`; names get their ports when it is played.
const weighted = (...weights) => weights.map((weight, i) => ({ name: `s${i}`, weight }))
const of = (method, weights, rest = {}) => ({ servers: weighted(...weights).map(s => ({ ...s, ...rest })), method })
const sources = Array.from({ length: 120 }, (_, i) => `127.${(i * 7) % 250}.${(i * 13) % 250}.${1 + ((i * 29) % 250)}`)
const timesOver = (n, ...steps) => Array.from({ length: n }, () => steps).flat()

export const nginxScripts = [
  ...[
    [1, 1, 1],
    [5, 1, 1],
    [3, 2, 1],
    [1, 7, 3, 3, 2],
    [10, 1, 5, 5, 2, 9, 4, 1],
    [100, 37, 1, 77],
  ].map(weights => ({
    name: `round robin ${weights.join()}`,
    config: of('round-robin', weights),
    steps: [['picks', 120]],
  })),
  ...[
    [1, 1, 1],
    [5, 1, 1],
    [4, 3, 2, 8, 1, 1, 2, 6],
  ].map((weights, i) => ({
    name: `least_conn ${weights.join()}`,
    config: of('least-conn', weights),
    steps: [['picks', 40], ...churn(41 + i, 150, 20)],
  })),
  {
    name: 'max_conns and a backup',
    config: {
      servers: weighted(2, 1, 1).map((s, i) => ({ ...s, maxConns: 2, backup: i === 2 })),
      method: 'round-robin',
    },
    steps: churn(51, 60, 9),
  },
  {
    name: 'least_conn with max_conns',
    config: of('least-conn', [2, 1, 1, 3], { maxConns: 2 }),
    steps: churn(52, 60, 10),
  },
  {
    name: 'failures: weights recover, one at a time',
    config: of('round-robin', [5, 3, 2, 4], { maxFails: 3, failTimeout: 1 }),
    steps: [
      ['picks', 10],
      ...timesOver(4, ['fail', [0]]),
      ['picks', 30],
      ...timesOver(6, ['fail', [0, 1]]),
      ['picks', 30],
      ['wait', 2300],
      ...timesOver(3, ['fail', [1]]),
      ['picks', 40],
      ['wait', 2300],
      ['picks', 40],
    ],
  },
  {
    name: 'max_fails 1, a dead server and its probes',
    config: of('round-robin', [1, 1, 1, 1], { failTimeout: 2 }),
    steps: [
      ['kill', 1],
      ['picks', 12],
      ...timesOver(7, ['wait', 700], ['picks', 5]),
      ['revive', 1],
      ...timesOver(6, ['wait', 700], ['picks', 6]),
    ],
  },
  {
    name: 'all fail',
    config: of('round-robin', [1, 1, 1], { failTimeout: 2 }),
    steps: [
      ['fail', [0, 1, 2]],
      ['fail', [0, 1, 2]],
      ['picks', 3],
      ['wait', 3300],
      ['fail', [0, 1, 2]],
      ['picks', 3],
      ['wait', 3300],
      ['picks', 6],
      ['fail', [1]],
      ['fail', [0, 2]],
      ['picks', 6],
    ],
  },
  {
    name: 'a single server is never given up',
    config: of('round-robin', [1], { failTimeout: 10 }),
    steps: [
      ['fail', [0]],
      ['fail', [0]],
      ['picks', 3],
    ],
  },
  {
    name: 'backups when all primaries fail',
    config: {
      servers: weighted(3, 2, 2, 1).map((s, i) => ({ ...s, failTimeout: 2, backup: i > 1 })),
      method: 'round-robin',
    },
    steps: [
      ['picks', 6],
      ['fail', [0]],
      ['picks', 4],
      ['fail', [1]],
      ['picks', 9],
      ['fail', [2]],
      ['picks', 4],
      ['fail', [2, 3]],
      ['picks', 3],
      ['wait', 3300],
      ['picks', 10],
    ],
  },
  {
    name: 'tries are bounded',
    config: { ...of('round-robin', [1, 1, 1, 1, 1]), nextTries: 2 },
    steps: [
      ['fail', [0, 1, 2]],
      ['fail', [2, 3]],
      ['fail', [0, 4]],
      ['picks', 8],
    ],
  },
  {
    name: 'nothing is tried again when told so',
    config: { ...of('round-robin', [1, 1, 1]), nextOn: [] },
    steps: [
      ['fail', [0]],
      ['fail', [1]],
      ['picks', 5],
      ['fail', [2]],
      ['picks', 3],
    ],
  },
  { name: 'ip_hash', config: of('ip-hash', [1, 2, 3, 1, 4, 1, 1, 1]), steps: [['sources', sources]] },
  {
    name: 'ip_hash with one down and one failing',
    config: {
      servers: weighted(1, 2, 3, 1, 4).map((s, i) => ({ ...s, down: i === 2 })),
      method: 'ip-hash',
    },
    steps: [
      ['sources', sources],
      ['kill', 4],
      ['sources', sources],
    ],
  },
  ...['hash', 'hash-consistent'].flatMap(method => [
    {
      name: `${method}, many servers`,
      config: of(method, [1, 2, 3, 4, 1, 1, 1, 5]),
      steps: [['keys', 'key-', 250]],
    },
    {
      name: `${method}, one down, one failing`,
      config: {
        servers: weighted(1, 2, 3, 1, 4, 2, 2, 2).map((s, i) => ({ ...s, down: i === 2 })),
        method,
      },
      steps: [
        ['keys', '/a/', 150],
        ['kill', 4],
        ['keys', '/a/', 150],
        ['picks', 12],
      ],
    },
    {
      name: `${method} with max_conns`,
      config: of(method, [1, 1, 1], { maxConns: 2 }),
      steps: Array.from({ length: 8 }, (_, i) => ['open', i + 1, `q${i % 2}`]),
    },
  ]),
  ...[
    ['random', [1, 2, 3, 4]],
    ['random-two', [1, 2, 3, 4]],
  ].map(([method, weights]) => ({
    name: method,
    random: true,
    config: of(method, weights),
    steps: [['picks', 3000]],
  })),
  {
    name: 'random two of unequal servers with one loaded',
    random: true,
    config: of('random-two', [2, 1, 3, 1]),
    steps: [
      ['open', 1],
      ['picks', 2500],
    ],
  },
  {
    name: 'random two with one server loaded',
    random: true,
    config: of('random-two', [1, 1, 1]),
    steps: [
      ['open', 1],
      ['picks', 2500],
    ],
  },
]
