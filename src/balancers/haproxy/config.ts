import type { ServerConfig } from '../contract.js'

/** A `server` line. */
export interface HaproxyServerConfig extends ServerConfig {
  /** Weight 0 to 256; 0 drains. */
  readonly weight: number
  /** The `id` that consistent hashing and `first` go by; by default its place in the backend, from 1. */
  readonly id?: number
  readonly backup?: boolean
  /** Begins out of service. */
  readonly disabled?: boolean
  /** Most requests at once; 0 (the default) for no limit. */
  readonly maxconn?: number
  /** Lower limit while the backend is little loaded; by default `maxconn`. */
  readonly minconn?: number
  /** Most requests that wait for this server; 0 (the default) for no limit. */
  readonly maxqueue?: number
  /** µs from coming up to full weight; counted in whole seconds, rounded up. */
  readonly slowstart?: number
}

export type HaproxyBalance =
  | { readonly by: 'roundrobin' | 'static-rr' | 'leastconn' | 'first' }
  /** The best of `draws` from the ring; 2 by default. */
  | { readonly by: 'random'; readonly draws?: number }
  /** The client's address. */
  | ({ readonly by: 'source' } & HaproxyHashing)
  /** The URI up to the question mark, or less of it. */
  | ({
      readonly by: 'uri'
      readonly whole?: boolean
      /** From the path on, where the request names a host before it (`path-only`). */
      readonly pathOnly?: boolean
      /** Only so many bytes. */
      readonly len?: number
      /** Only so many directories. */
      readonly depth?: number
    } & HaproxyHashing)
  /** `hdr(name)`: a header's value, the request's `key`. Without one, or with an empty one, it goes by round robin. */
  | ({
      readonly by: 'key'
      /** Only the domain next to the last one of a name like `www.example.com` (`use_domain_only`). */
      readonly domainOnly?: boolean
    } & HaproxyHashing)
  /** `hash <expression>`: its value, the request's `key`; one that is empty is hashed all the same. */
  | ({ readonly by: 'hash' } & HaproxyHashing)
  /** `url_param <name>`: the value of a parameter in the query of the `uri`; without it, round robin. */
  | ({ readonly by: 'url_param'; readonly param: string } & HaproxyHashing)

/** `conn-failure`: refused, or no connection in time; `empty-response`: reset before any answer; `response-timeout`: told as a timeout of status 504; a number: that status. */
export type HaproxyRetryOn =
  | 'conn-failure'
  | 'empty-response'
  | 'response-timeout'
  | 401
  | 403
  | 404
  | 408
  | 425
  | 500
  | 501
  | 502
  | 503
  | 504

export interface HaproxyHashing {
  readonly type?: 'map-based' | 'consistent'
  readonly function?: 'sdbm' | 'djb2' | 'wt6' | 'crc32' | 'none'
  /** By default only with `consistent` and no function named. */
  readonly avalanche?: boolean
  /** Percent of its fair share that a server may hold; 0 for no bound. Consistent hashing only. */
  readonly balanceFactor?: number
}

/** Whether it is the request that says which server it goes to (`BE_LB_KIND_HI`, backend-t.h). */
export function hashes({ by }: HaproxyBalance): boolean {
  return by === 'source' || by === 'uri' || by === 'key' || by === 'hash' || by === 'url_param'
}

/** A backend of HAProxy 2.6, as its configuration file gives it. */
export interface HaproxyConfig {
  readonly servers: readonly HaproxyServerConfig[]
  readonly balance: HaproxyBalance
  /** `option allbackups`: use all backup servers, not the first alone. */
  readonly allBackups?: boolean
  /** Requests at which `minconn` has given way to `maxconn`; 1 by default here, so that `maxconn` rules. */
  readonly fullconn?: number
  /** Attempts after the first; 3 by default. */
  readonly retries?: number
  /** What is tried again (`retry-on`); `conn-failure` alone by default. */
  readonly retryOn?: readonly HaproxyRetryOn[]
  /** `option redispatch n`: 0 for never (the default), -1 for the last retry, n for every n-th. */
  readonly redispatch?: number
  /** `timeout connect` in µs: a retry on the same server waits as long, at most a second. */
  readonly connectTimeout?: number
}

/** Fixed-point scale of weights (`BE_WEIGHT_SCALE`, include/haproxy/backend-t.h). */
export const weightScale = 16
/** `SRV_EWGHT_MAX`: the heaviest effective weight (include/haproxy/server-t.h). */
export const heaviest = 4096
