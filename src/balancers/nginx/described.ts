import { choice, type Description, flag, whole } from '../description.js'
import type { NginxConfig } from './config.js'

const upstream = (directive: string) => `nginx 1.22, ngx_http_upstream_module, ${directive}`
const proxy = (directive: string) => `nginx 1.22, ngx_http_proxy_module, ${directive}`
const reasons = ['error', 'timeout', 403, 404, 429, 500, 502, 503, 504]

export const describedNginx: Description<NginxConfig> = {
  name: 'nginx',
  about: 'an upstream of nginx 1.22',
  source: 'nginx 1.22, src/http/ngx_http_upstream_round_robin.c and modules/ngx_http_upstream_*_module.c',
  options: {
    method: choice(
      ['round-robin', 'least-conn', 'random', 'random-two', 'ip-hash', 'hash', 'hash-consistent'],
      'round-robin',
      'the method',
      upstream('upstream'),
    ),
    nextOn: {
      ...{ type: 'list', of: { type: 'choice', choices: reasons, default: 'error' }, default: ['error', 'timeout'] },
      ...{ about: 'what makes it try the next server', source: proxy('proxy_next_upstream') },
    },
    nextTries: whole('1', [0, null], 0, 'attempts at most; 0: one at every server', proxy('proxy_next_upstream_tries')),
    nextTimeout: {
      ...{ type: 'whole', unit: 'µs', least: 0, most: null, default: 0 },
      ...{ about: 'since it came, after which nothing is tried again; 0: never' },
      source: proxy('proxy_next_upstream_timeout'),
    },
    idempotent: flag(true, 'whether a request that was sent may be sent again', proxy('proxy_next_upstream')),
  },
  server: {
    maxFails: whole('1', [0, null], 1, 'failures that make it unavailable; 0: none do', upstream('max_fails')),
    failTimeout: whole('s', [0, null], 10, 'how long it is left alone', upstream('fail_timeout')),
    maxConns: whole('requests', [0, null], 0, 'at once; 0: any number', upstream('max_conns')),
    backup: flag(false, 'used only when no other may be had', upstream('backup')),
    down: flag(false, 'never used', upstream('down')),
  },
}
