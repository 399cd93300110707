// What nginx makes of failures, limits and settings that ought to change nothing, beyond nginx-scripts.mjs.
import { churn } from './churn.mjs'

const weighted = (...weights) => weights.map((weight, i) => ({ name: `s${i}`, weight }))
const of = (method, weights, rest = {}) => ({ servers: weighted(...weights).map(s => ({ ...s, ...rest })), method })
const many = (n, one) => Array.from({ length: n }, (_, i) => one(i))
const addresses = [
  ...many(60, i => `2001:db8:${(i * 77).toString(16)}::${((i * i * 31 + 1) % 65536).toString(16)}`),
  ...many(30, i => `10.${i}.${(i * 41) % 256}.${(i * 7) % 256}`),
]
const inFlight = [
  ...many(7, i => ['open', i + 1]),
  ['picks', 5],
  ['fail', [0]],
  ['open', 20],
  ['fail', [0, 1]],
  ['close', 3],
  ['picks', 11],
  ['kill', 2],
  ['picks', 9],
  ['open', 21],
  ['answer', [1, 503], [3, 500]],
  ['picks', 9],
  ['revive', 2],
  ['wait', 2200],
  ['picks', 30],
  ...many(4, i => ['close', i + 4]),
]
const errors = ['error', 'timeout', 500, 502, 503, 504, 403, 404, 429]

export const nginxFailures = [
  {
    name: 'ip_hash with addresses of IPv6',
    claimed: true,
    config: of('ip-hash', [1, 2, 3, 1, 4]),
    steps: [['claims', addresses]],
  },
  ...['round-robin', 'least-conn'].flatMap(method => [
    {
      name: `${method}, weights recover while requests are in flight`,
      early: true,
      config: { ...of(method, [5, 3, 4, 2], { maxFails: 3, failTimeout: 1 }), nextOn: errors },
      steps: inFlight,
    },
    {
      name: `${method}, the same in a zone with idle connections kept`,
      early: true,
      keep: true,
      lines: ['zone u 64k;', 'keepalive 8;'],
      config: { ...of(method, [5, 3, 4, 2], { maxFails: 3, failTimeout: 1 }), nextOn: errors },
      steps: inFlight.filter(([what]) => what !== 'fail' && what !== 'kill' && what !== 'revive'),
    },
    {
      name: `${method}, max_fails=0`,
      early: true,
      config: { ...of(method, [5, 3, 4, 2], { maxFails: 0 }), nextOn: errors },
      steps: inFlight,
    },
    {
      name: `${method}, requests that must not be repeated`,
      early: true,
      config: { ...of(method, [3, 2, 1], { failTimeout: 1 }), nextOn: errors, idempotent: false },
      steps: [
        ['picks', 6],
        ['answer', [0, 503], [1, 503]],
        ['picks', 6],
        ['fail', [0, 1]],
        ['picks', 6],
        ['fail', [1, 2]],
        ['picks', 4],
        ['wait', 2100],
        ['kill', 1],
        ['picks', 6],
        ['answer', [0, 404]],
        ['picks', 6],
      ],
    },
    {
      name: `${method}, all down, and all failed`,
      early: true,
      config: { ...of(method, [1, 1, 1], { failTimeout: 1 }), nextOn: errors },
      steps: [
        ['kill', 0],
        ['kill', 1],
        ['kill', 2],
        ['picks', 3],
        ['revive', 1],
        ['picks', 2],
        ['wait', 2100],
        ['picks', 5],
        ['wait', 2100],
        ['revive', 0],
        ['picks', 9],
      ],
    },
    {
      name: `${method}, backups that fail, limits on both`,
      early: true,
      config: {
        servers: weighted(2, 1, 3, 1).map((server, i) => ({
          ...{ ...server, maxConns: i + 1, maxFails: 2, failTimeout: 2 },
          ...(i > 1 ? { backup: true } : {}),
        })),
        ...{ method, nextOn: errors, nextTries: 3 },
      },
      steps: [
        ...churn(83, 40, 9),
        ['fail', [0, 1]],
        ['fail', [0, 1, 2]],
        ['answer', [2, 503], [3, 503]],
        ['picks', 9],
        ['fail', [0, 1, 2, 3]],
        ['picks', 9],
        ...churn(84, 40, 9, 200),
      ],
    },
  ]),
  {
    name: 'a time after which nothing is tried again',
    config: { ...of('round-robin', [1, 1, 1, 1], { maxFails: 0 }), nextTimeout: 600_000 },
    steps: [
      ['open', 1],
      ['open', 2],
      ['wait', 1000],
      ['open', 3],
      ['kill', 0],
      ['kill', 2],
      ['open', 4],
      ['fail', [1, 3]],
      ['picks', 6],
    ],
  },
  {
    name: 'a lone server that is down',
    config: { servers: weighted(1, 1).map(server => ({ ...server, down: true })), method: 'round-robin' },
    steps: [['picks', 3]],
  },
  {
    name: 'a lone server with a limit',
    config: of('round-robin', [1], { maxConns: 1 }),
    steps: [
      ['open', 1],
      ['picks', 2],
      ['close', 1],
      ['picks', 2],
    ],
  },
  {
    name: 'a lone server with a backup',
    early: true,
    config: {
      servers: weighted(1, 1).map((server, i) => ({ ...server, failTimeout: 1, backup: i === 1 })),
      method: 'round-robin',
    },
    steps: [
      ['picks', 2],
      ['fail', [0]],
      ['picks', 4],
      ['fail', [1]],
      ['picks', 3],
      ['wait', 2100],
      ['picks', 3],
    ],
  },
  ...['hash', 'hash-consistent', 'ip-hash'].map(method => ({
    name: `${method}, servers that fail and recover, tries bounded`,
    early: true,
    config: { ...of(method, [1, 4, 2, 3], { maxFails: 2, failTimeout: 1, maxConns: 3 }), nextOn: errors, nextTries: 2 },
    steps: [
      ...many(4, i => ['open', i + 1, 'one']),
      ['picks', 7],
      ...many(6, () => ['fail', [0, 1]]),
      ...many(4, i => ['open', i + 10, `k${i}`]),
      ['kill', 3],
      ...many(6, i => ['open', i + 20, `l${i}`]),
      ['picks', 7],
      ['wait', 2200],
      ...many(6, i => ['open', i + 30, `m${i}`]),
      ...many(4, i => ['close', i + 1]),
    ],
  })),
]
