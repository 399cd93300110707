// What is played against HAProxy. `config` is that of the policy `haproxy`.
const weighted = (...weights) => weights.map((weight, i) => ({ name: `s${i}`, weight }))
const limited = (maxconn, ...weights) => weighted(...weights).map(server => ({ ...server, maxconn }))
const hash = (by, rest, ...weights) => ({ servers: weighted(...weights), balance: { by, ...rest } })
const sources = Array.from({ length: 60 }, (_, i) => `127.${(i * 7) % 250}.${(i * 13) % 250}.${1 + ((i * 29) % 250)}`)
const paths = Array.from({ length: 40 }, (_, i) => `/d${i % 7}/e${i % 11}/f${i}.html${i % 3 === 0 ? `?q=${i}` : ''}`)

/** Opens and closes by a small generator of its own, so that the script is fixed. */
function churn(seed, count, mostOpen, from = 1) {
  const steps = []
  const open = []
  let word = seed
  let id = from
  const next = below => {
    word = (Math.imul(word, 1103515245) + 12345) >>> 0
    return (word >>> 8) % below
  }
  for (let i = 0; i < count; i++) {
    if (open.length > 0 && (open.length >= mostOpen || next(5) < 2)) {
      steps.push(['close', open.splice(next(open.length), 1)[0]])
    } else {
      open.push(id)
      steps.push(['open', id++])
    }
  }
  return [...steps, ...open.map(left => ['close', left])]
}

export const haproxyScripts = [
  ...[
    [1, 1, 1],
    [5, 1, 1],
    [3, 2, 1],
    [4, 3, 2],
    [1, 7, 3, 3, 2],
    [10, 1, 5, 5, 2, 9, 4, 1],
    [256, 128, 1, 77],
    [2, 2, 3, 3, 5, 5, 7, 7, 1, 1],
  ].map(weights => ({
    name: `roundrobin ${weights.join()}`,
    config: { servers: weighted(...weights), balance: { by: 'roundrobin' } },
    steps: [['picks', 120]],
  })),
  {
    name: 'roundrobin, weights and drains at run time',
    config: { servers: weighted(4, 3, 2, 1, 6, 2, 8, 5), balance: { by: 'roundrobin' } },
    steps: [
      ['picks', 17],
      ['set', 0, 'weight', 9],
      ['picks', 40],
      ['set', 6, 'drain'],
      ['picks', 23],
      ['set', 2, 'weight', 0],
      ['picks', 19],
      ['set', 6, 'ready'],
      ['picks', 31],
      ['set', 2, 'weight', 7],
      ['picks', 29],
      ['set', 4, 'maintenance'],
      ['picks', 11],
      ['set', 4, 'ready'],
      ['picks', 37],
      ['set', 1, 'weight', 250],
      ['picks', 60],
      ['set', 1, 'weight', 1],
      ['picks', 60],
    ],
  },
  {
    name: 'roundrobin, changes before the first pick and all away',
    config: { servers: weighted(2, 5, 3), balance: { by: 'roundrobin' } },
    steps: [
      ['set', 1, 'weight', 1],
      ['picks', 14],
      ['set', 0, 'drain'],
      ['set', 1, 'drain'],
      ['set', 2, 'drain'],
      ['picks', 2],
      ['set', 1, 'ready'],
      ['picks', 5],
      ['set', 0, 'ready'],
      ['picks', 9],
      ['set', 2, 'ready'],
      ['picks', 25],
    ],
  },
  {
    name: 'roundrobin with maxconn',
    config: { servers: limited(2, 3, 2, 1), balance: { by: 'roundrobin' } },
    steps: churn(7, 90, 9),
  },
  {
    name: 'roundrobin with backups',
    config: {
      servers: weighted(1, 2, 3, 4).map((server, i) => ({ ...server, backup: i > 1 })),
      balance: { by: 'roundrobin' },
    },
    steps: [
      ['picks', 7],
      ['set', 0, 'drain'],
      ['picks', 3],
      ['set', 1, 'drain'],
      ['picks', 5],
      ['set', 2, 'maintenance'],
      ['picks', 5],
      ['set', 2, 'ready'],
      ['picks', 4],
      ['set', 0, 'ready'],
      ['picks', 4],
    ],
  },
  {
    name: 'roundrobin, all backups',
    config: {
      servers: weighted(1, 2, 3, 4).map((server, i) => ({ ...server, backup: i > 1 })),
      balance: { by: 'roundrobin' },
      allBackups: true,
    },
    steps: [
      ['picks', 7],
      ['set', 0, 'drain'],
      ['set', 1, 'drain'],
      ['picks', 25],
      ['set', 3, 'drain'],
      ['picks', 5],
    ],
  },
  ...[
    [1, 1, 1],
    [5, 1, 1],
    [4, 6, 2],
    [9, 1, 5, 5, 2, 9, 4, 1],
  ].map(weights => ({
    name: `static-rr ${weights.join()}`,
    config: { servers: weighted(...weights), balance: { by: 'static-rr' } },
    mayComplain: true,
    steps: [
      ['picks', 80],
      ['set', 1, 'drain'],
      ['picks', 30],
      ['set', 1, 'ready'],
      ['picks', 30],
      ['set', 0, 'weight', 0],
      ['picks', 20],
      ['set', 0, 'weight', weights[0]],
      ['picks', 20],
      ['set', 2, 'weight', 77],
      ['picks', 20],
    ],
  })),
  ...[
    [1, 1, 1],
    [5, 1, 1],
    [4, 3, 2, 8, 1, 1, 2, 6],
  ].map((weights, i) => ({
    name: `leastconn ${weights.join()}`,
    config: { servers: weighted(...weights), balance: { by: 'leastconn' } },
    steps: [['picks', 20], ...churn(11 + i, 150, 18)],
  })),
  {
    name: 'leastconn, weights and drains at run time',
    config: { servers: weighted(4, 3, 2, 8, 1, 1, 2, 6), balance: { by: 'leastconn' } },
    steps: [
      ...churn(3, 40, 14),
      ['set', 0, 'weight', 40],
      ...churn(4, 40, 14, 100),
      ['set', 3, 'drain'],
      ...churn(5, 40, 14, 200),
      ['set', 3, 'ready'],
      ['set', 1, 'weight', 1],
      ...churn(6, 40, 14, 300),
      ['open', 900],
      ['open', 901],
      ['open', 902],
      ['open', 903],
      ['set', 5, 'weight', 20],
      ['open', 904],
      ['open', 905],
      ['set', 0, 'maintenance'],
      ['open', 906],
      ['open', 907],
      ['set', 0, 'ready'],
      ['open', 908],
      ['open', 909],
    ],
  },
  {
    name: 'leastconn with maxconn and queues',
    config: { servers: limited(2, 3, 2, 1).map(s => ({ ...s, maxqueue: 2 })), balance: { by: 'leastconn' } },
    steps: churn(9, 90, 14),
  },
  {
    name: 'first with maxconn',
    config: { servers: limited(2, 1, 1, 1, 1), balance: { by: 'first' } },
    steps: [['picks', 4], ...churn(21, 100, 11)],
  },
  {
    name: 'first by id, with drains',
    config: {
      servers: limited(1, 1, 1, 1, 1).map((s, i) => ({ ...s, id: [40, 7, 13, 2][i] })),
      balance: { by: 'first' },
    },
    steps: [
      ['open', 1],
      ['open', 2],
      ['open', 3],
      ['set', 1, 'drain'],
      ['close', 2],
      ['open', 4],
      ['open', 5],
      ['open', 6],
      ['set', 1, 'ready'],
      ['open', 7],
      ['close', 1],
      ['close', 3],
    ],
  },
  {
    name: 'dynamic limits between minconn and maxconn',
    config: {
      servers: weighted(1, 1, 1).map(s => ({ ...s, minconn: 1, maxconn: 4 })),
      balance: { by: 'first' },
      fullconn: 12,
    },
    steps: churn(31, 80, 14),
  },
  ...['sdbm', 'djb2', 'wt6', 'crc32'].flatMap(fn =>
    [false, true].flatMap(avalanche => [
      {
        name: `map-based ${fn}${avalanche ? ' avalanche' : ''}`,
        config: hash('key', { type: 'map-based', function: fn, avalanche }, 1, 2, 3, 4, 1, 1, 1, 5),
        steps: [['keys', 'key-', 120]],
      },
      {
        name: `consistent ${fn}${avalanche ? ' avalanche' : ''}`,
        config: hash('key', { type: 'consistent', function: fn, avalanche }, 1, 2, 3, 4, 1, 1, 1, 5),
        steps: [['keys', 'key-', 120]],
      },
    ]),
  ),
  {
    name: 'consistent, a server out and back, weights changed',
    config: hash('key', { type: 'consistent' }, 10, 20, 30, 7, 10, 10, 10, 10),
    steps: [
      ['keys', '/some/path/', 300],
      ['set', 2, 'drain'],
      ['keys', '/some/path/', 300],
      ['set', 2, 'ready'],
      ['keys', '/some/path/', 300],
      ['set', 0, 'weight', 25],
      ['keys', '/some/path/', 300],
      ['set', 0, 'weight', 3],
      ['set', 5, 'maintenance'],
      ['keys', '/some/path/', 300],
    ],
  },
  {
    name: 'map-based, a server out and back',
    config: hash('key', { type: 'map-based' }, 1, 2, 3, 4, 1, 1, 1, 5),
    steps: [
      ['keys', 'k', 150],
      ['set', 3, 'drain'],
      ['keys', 'k', 150],
      ['set', 3, 'ready'],
      ['keys', 'k', 150],
    ],
  },
  {
    name: 'consistent without a key',
    config: hash('key', { type: 'consistent' }, 2, 1, 3),
    steps: [
      ['picks', 70],
      ['set', 2, 'drain'],
      ['picks', 40],
      ['set', 2, 'ready'],
      ['picks', 40],
      ['set', 0, 'weight', 1],
      ['picks', 40],
      ['set', 0, 'weight', 5],
      ['picks', 90],
    ],
  },
  {
    name: 'map-based without a key',
    config: hash('key', { type: 'map-based' }, 2, 1, 3),
    steps: [['picks', 20]],
  },
  {
    name: 'hash with one server left',
    config: hash('key', { type: 'consistent' }, 1, 1, 1),
    steps: [
      ['set', 0, 'drain'],
      ['set', 2, 'drain'],
      ['keys', 'x', 10],
      ['set', 2, 'ready'],
      ['keys', 'x', 40],
    ],
  },
  { name: 'source map-based', config: hash('source', {}, 1, 2, 3, 1), steps: [['sources', sources]] },
  {
    name: 'source consistent',
    config: hash('source', { type: 'consistent' }, 1, 2, 3, 1),
    steps: [['sources', sources]],
  },
  { name: 'uri', config: hash('uri', {}, 1, 2, 3, 1), steps: [['paths', paths]] },
  { name: 'uri whole', config: hash('uri', { whole: true }, 1, 2, 3, 1), steps: [['paths', paths]] },
  { name: 'uri len 6', config: hash('uri', { len: 6, type: 'consistent' }, 1, 2, 3, 1), steps: [['paths', paths]] },
  { name: 'uri depth 1', config: hash('uri', { depth: 1 }, 1, 2, 3, 1), steps: [['paths', paths]] },
  { name: 'uri depth 2', config: hash('uri', { depth: 2, type: 'consistent' }, 1, 2, 3, 1), steps: [['paths', paths]] },
  {
    name: 'bounded loads',
    config: hash('key', { type: 'consistent', balanceFactor: 150 }, 1, 2, 3, 1),
    steps: [
      ...Array.from({ length: 40 }, (_, i) => ['open', i + 1, `b${i % 5}`]),
      ['close', 3],
      ['close', 11],
      ['close', 17],
      ...Array.from({ length: 10 }, (_, i) => ['open', i + 50, `b${i % 3}`]),
      ['set', 2, 'drain'],
      ...Array.from({ length: 10 }, (_, i) => ['open', i + 70, `b${i % 3}`]),
    ],
  },
  {
    name: 'hash with maxconn: a full server keeps its requests waiting',
    config: { servers: limited(1, 1, 1, 1), balance: { by: 'key', type: 'consistent' } },
    steps: [
      ...Array.from({ length: 9 }, (_, i) => ['open', i + 1, `q${i % 4}`]),
      ...Array.from({ length: 9 }, (_, i) => ['close', i + 1]),
    ],
  },
  {
    name: 'hash with maxconn and redispatch: a drained server gives its requests away',
    config: { servers: limited(1, 1, 1, 1), balance: { by: 'key', type: 'consistent' }, redispatch: -1 },
    steps: [
      ...Array.from({ length: 7 }, (_, i) => ['open', i + 1, 'q0']),
      ['set', 0, 'drain'],
      ['set', 1, 'drain'],
      ...Array.from({ length: 7 }, (_, i) => ['close', i + 1]),
    ],
  },
  ...[1, 2, 3].map(draws => ({
    name: `random(${draws})`,
    random: true,
    config: { servers: weighted(1, 2, 3, 4), balance: { by: 'random', draws } },
    steps: [['picks', 3000]],
  })),
  {
    name: 'random(2) with one server loaded',
    random: true,
    config: { servers: weighted(1, 1, 1), balance: { by: 'random', draws: 2 } },
    steps: [
      ['open', 1],
      ['picks', 2500],
    ],
  },
  ...[
    { name: 'retries, no redispatch', retries: 2, redispatch: 0 },
    { name: 'redispatch at the last retry', retries: 3, redispatch: -1 },
    { name: 'redispatch at every retry', retries: 3, redispatch: 1 },
    { name: 'redispatch at every second retry', retries: 3, redispatch: 2 },
  ].flatMap(({ name, ...rest }) => [
    {
      name: `round robin, ${name}`,
      config: { servers: weighted(1, 1, 1), balance: { by: 'roundrobin' }, connectTimeout: 200_000, ...rest },
      steps: [
        ['kill', 1],
        ['timed'],
        ['timed'],
        ['timed'],
        ['timed'],
        ['timed'],
        ['kill', 2],
        ['timed'],
        ['timed'],
        ['timed'],
      ],
    },
    {
      name: `by source, ${name}`,
      config: {
        servers: weighted(1, 1, 1),
        balance: { by: 'source', type: 'consistent' },
        connectTimeout: 200_000,
        ...rest,
      },
      steps: [
        ['timed'],
        ['kill', 0],
        ['timed'],
        ['kill', 1],
        ['timed'],
        ['revive', 0],
        ['revive', 1],
        ['kill', 2],
        ['timed'],
      ],
    },
  ]),
  {
    name: 'slow start',
    config: {
      servers: weighted(8, 8, 4).map((s, i) => (i === 2 ? s : { ...s, slowstart: 4_000_000 })),
      balance: { by: 'roundrobin' },
    },
    steps: [
      ['picks', 10],
      ['set', 0, 'maintenance'],
      ['picks', 10],
      ['wait', 1200],
      ['set', 0, 'ready'],
      ['picks', 15],
      ['wait', 1100],
      ['picks', 15],
      ['wait', 1050],
      ['picks', 15],
      ['wait', 1050],
      ['picks', 15],
      ['wait', 1200],
      ['picks', 30],
    ],
  },
]
