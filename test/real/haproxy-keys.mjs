// What HAProxy takes a request's hash from, and the ids that points of the ring come from.
const weighted = (...weights) => weights.map((weight, i) => ({ name: `s${i}`, weight }))
const withIds = (ids, ...weights) =>
  weighted(...weights).map((server, i) => (ids[i] ? { ...server, id: ids[i] } : server))
const hash = (by, rest, ...weights) => ({ servers: weighted(...weights), balance: { by, ...rest } })
const many = (n, one) => Array.from({ length: n }, (_, i) => one(i))
const queries = [
  ...many(20, i => `/p?user=u${i}&x=1`),
  ...many(15, i => `/p?a=${i}&user=v${i}`),
  ...[
    '/p',
    '/p?',
    '/p?user',
    '/p?user=',
    '/p?x&user=',
    '/p?users=1&user=7',
    '/p?xuser=3',
    '/q?user=7&user=8',
    '/p?&user=4',
  ],
  ...many(6, () => '/none'),
]
const domains = [
  'www.example.com',
  'example.com',
  'com',
  'a.b.c.d',
  '.com',
  'x.',
  'a..b',
  'shop.example.org',
  'localhost',
]
const addresses = [
  ...many(40, i => `2001:db8:${(i * 77).toString(16)}::${((i * i * 31 + 1) % 65536).toString(16)}`),
  ...many(20, i => `10.${i}.${(i * 41) % 256}.${(i * 7) % 256}`),
  '::1',
  'fe80::1:2:3:4',
]

export const haproxyKeys = [
  ...['map-based', 'consistent'].flatMap(type => [
    {
      name: `url_param, ${type}`,
      config: hash('url_param', { param: 'user', type }, 3, 1, 2, 5),
      steps: [
        ['paths', queries],
        ['set', 0, 'drain'],
        ['set', 1, 'drain'],
        ['paths', queries.slice(20)],
        // With one server left the parameter is looked for all the same, and what lacks it goes on in turn.
        ['set', 2, 'drain'],
        ['paths', queries.slice(30, 47)],
        ['set', 0, 'ready'],
        ['set', 1, 'ready'],
        ['paths', queries],
      ],
    },
    {
      name: `hash of an expression, ${type}`,
      config: hash('hash', { type }, 3, 1, 2, 5),
      steps: [
        ['keys', 'k', 40],
        ['requests', [{}, {}, { key: '' }, {}, { key: '' }, { key: 'a' }, {}, {}]],
        ['set', 0, 'drain'],
        ['set', 1, 'drain'],
        ['set', 2, 'drain'],
        ['requests', [{}, {}, { key: '' }, { key: 'a' }, {}]],
        ['set', 0, 'ready'],
        ['requests', [{}, {}, { key: '' }, { key: 'a' }, {}, {}]],
      ],
    },
    {
      name: `hash of a header, empty and missing, ${type}`,
      config: hash('key', { type }, 3, 1, 2, 5),
      steps: [
        ['requests', [{}, {}, { key: '' }, {}, { key: '' }, { key: 'a' }, {}, {}]],
        ['set', 0, 'drain'],
        ['set', 1, 'drain'],
        ['set', 2, 'drain'],
        ['requests', [{}, {}, { key: '' }, { key: 'a' }, {}]],
        ['set', 0, 'ready'],
        ['requests', [{}, {}, { key: '' }, { key: 'a' }, {}, {}]],
      ],
    },
    {
      name: `hash of a header, use_domain_only, ${type}`,
      config: hash('key', { type, domainOnly: true }, 3, 1, 2, 5, 7, 7, 2, 3),
      steps: [['requests', domains.map(key => ({ key }))]],
    },
    {
      name: `source with addresses of IPv6, ${type}`,
      claimed: true,
      config: hash('source', { type }, 3, 1, 2, 5),
      steps: [['claims', addresses]],
    },
  ]),
  ...[
    { pathOnly: true, whole: true },
    { type: 'consistent', depth: 3 },
    { pathOnly: true, depth: 1 },
  ].map(rest => ({
    name: `uri of an absolute form, ${JSON.stringify(rest)}`,
    config: hash('uri', rest, 3, 1, 2, 5, 4, 1, 8),
    steps: [
      [
        'requests',
        ['/a/b?c', '/a/x/y/z', '', '/?q=/z', '//b', '/a?http://c/d'].flatMap(rest => [
          { path: `http://e.org${rest}`, host: 'e.org' },
          ...(rest === '' ? [] : [{ path: rest, host: 'e.org' }]),
        ]),
      ],
    ],
  })),
  ...[
    [3, 0, 0, 0, 1, 0],
    [0, 0, 1, 0, 2, 0],
    [0, 2, 0, 3, 0, 0],
    [7, 0, 5, 0, 0, 1],
  ].flatMap(ids => [
    {
      name: `ids ${ids.join()}, consistent`,
      config: { servers: withIds(ids, 2, 3, 1, 4, 1, 2), balance: { by: 'key', type: 'consistent' } },
      steps: [['keys', '/x/', 120]],
    },
    {
      name: `ids ${ids.join()}, first`,
      config: {
        servers: withIds(ids, 1, 1, 1, 1, 1, 1).map(server => ({ ...server, maxconn: 1 })),
        balance: { by: 'first' },
      },
      steps: many(7, i => ['open', i + 1]),
    },
  ]),
]
