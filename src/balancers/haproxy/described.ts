import { choice, type Description, type Fields, flag, oneOf, time, whole } from '../description.js'
import type { HaproxyConfig, HaproxyHashing } from './config.js'

const manual = (keyword: string) => `HAProxy 2.6, configuration.txt, ${keyword}`

const hashing: Fields<HaproxyHashing> = {
  type: choice(['map-based', 'consistent'], 'map-based', 'how hashes find servers', manual('hash-type')),
  function: choice(
    ['sdbm', 'djb2', 'wt6', 'crc32', 'none'],
    null,
    'the hash; sdbm, and mixed once more where it is `consistent`',
    manual('hash-type'),
  ),
  avalanche: flag(null, 'whether the hash is mixed once more; unless said, as `function` has it', manual('hash-type')),
  balanceFactor: whole(
    '%',
    [0, 65_535],
    0,
    'of its share that a server may hold; 0: any',
    manual('hash-balance-factor'),
  ),
}
const balance = manual('balance')
const retryReasons = [
  'conn-failure',
  'empty-response',
  'response-timeout',
  401,
  403,
  404,
  408,
  425,
  500,
  501,
  502,
  503,
  504,
]

export const describedHaproxy: Description<HaproxyConfig> = {
  name: 'haproxy',
  about: 'a backend of HAProxy 2.6',
  source: 'HAProxy 2.6, src/backend.c, lb_*.c, queue.c, server.c',
  options: {
    balance: oneOf(
      'by',
      {
        roundrobin: { about: 'in turn by weight', options: {} },
        'static-rr': { about: 'in turn by weight, weights fixed', options: {} },
        leastconn: { about: 'fewest connections for the weight', options: {} },
        first: { about: 'the lowest id that has room', options: {} },
        random: {
          about: 'the best of some draws',
          options: { draws: whole('servers', [1, 1000], 2, 'how many are drawn', balance) },
        },
        source: { about: 'hash of the client’s address', options: hashing },
        uri: {
          about: 'hash of the URI',
          options: {
            whole: flag(false, 'whether the query counts', balance),
            pathOnly: flag(false, 'whether a host before the path does not', balance),
            len: whole('bytes', [0, 65_535], 0, 'only so many bytes; 0: all', balance),
            depth: whole('1', [0, 255], 0, 'only so many directories; 0: all', balance),
            ...hashing,
          },
        },
        key: {
          about: 'hash of a header; in turn without it',
          options: { domainOnly: flag(false, 'only the domain next to the last', balance), ...hashing },
        },
        hash: { about: 'hash of an expression, empty or not', options: hashing },
        url_param: {
          about: 'hash of a parameter of the query',
          options: {
            param: { type: 'text', default: 'key', about: 'its name', source: balance },
            ...hashing,
          },
        },
      },
      'roundrobin',
      'the algorithm',
      balance,
    ),
    allBackups: flag(false, 'whether all backups stand in, not the first alone', manual('option allbackups')),
    fullconn: whole('requests', [1, null], 1, 'load at which minconn has given way to maxconn', manual('fullconn')),
    retries: whole('1', [0, 100], 3, 'attempts after the first', manual('retries')),
    retryOn: {
      ...{ type: 'list', of: { type: 'choice', choices: retryReasons, default: 'conn-failure' } },
      ...{ default: ['conn-failure'], about: 'what is tried again', source: manual('retry-on') },
    },
    redispatch: whole('1', [-100, 100], 0, 'which retries may change server; 0: none', manual('option redispatch')),
    connectTimeout: time(1_000_000, 'a retry on the same server waits as long, at most a second', manual('retries')),
  },
  server: {
    id: whole('1', [1, null], null, 'what consistent hashing and `first` go by; its place from 1', manual('id')),
    backup: flag(false, 'used only when no other is left', manual('backup')),
    disabled: flag(false, 'begins out of service', manual('disabled')),
    maxconn: whole('requests', [0, null], 0, 'at once; 0: any number', manual('maxconn')),
    minconn: whole('requests', [0, null], null, 'at once while little is asked; as maxconn', manual('minconn')),
    maxqueue: whole('requests', [0, null], 0, 'that wait for it alone; 0: any number', manual('maxqueue')),
    slowstart: time(null, 'from coming up to its full weight; at once', manual('slowstart')),
  },
}
