import type { ServerConfig } from '../contract.js'

/** A `server` line of an `upstream` block. */
export interface NginxServerConfig extends ServerConfig {
  /** 1 and up. */
  readonly weight: number
  /** Failures that make it unavailable; 1 by default, 0 for never. */
  readonly maxFails?: number
  /** `fail_timeout` in whole seconds: how long it is left alone; 10 by default. */
  readonly failTimeout?: number
  /** Most requests at once; 0 (the default) for no limit. */
  readonly maxConns?: number
  readonly backup?: boolean
  /** Never used, but counted where hashes count weights. */
  readonly down?: boolean
}

export interface NginxConfig {
  readonly servers: readonly NginxServerConfig[]
  readonly method: 'round-robin' | 'least-conn' | 'random' | 'random-two' | 'ip-hash' | 'hash' | 'hash-consistent'
  /** What makes nginx try the next server (`proxy_next_upstream`); `error` and `timeout` by default. Failures all the same. */
  readonly nextOn?: readonly NginxNextOn[]
  /** Most attempts (`proxy_next_upstream_tries`); 0 (the default) for as many as there are servers. */
  readonly nextTries?: number
  /** µs since the request came, after which nothing is tried again (`proxy_next_upstream_timeout`); 0 (the default) for never. */
  readonly nextTimeout?: number
  /** Requests that must not be repeated once sent, as POST, are not (`non_idempotent`). */
  readonly idempotent?: boolean
}

/** `error` stands for connections refused or reset, a number for an answer of that status. */
export type NginxNextOn = 'error' | 'timeout' | 403 | 404 | 429 | 500 | 502 | 503 | 504
