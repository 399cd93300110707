import type { Stream } from '../random/index.js'

/** What a picking rule may see of a backend. */
export interface Backend {
  /** Relative weight, a positive whole number. */
  readonly weight: number
  /** False while health checks hold it for dead, or while it is drained. */
  readonly eligible: boolean
  /** Requests in flight at this backend, as this balancer counts them. */
  readonly inFlight: number
}

/**
 * A picking rule. State is plain data owned by the host; `pick` returns the index of the chosen backend, or -1 when
 * none is eligible.
 */
export interface Balancer<S> {
  readonly name: string
  init(backends: number): S
  /** `key` is the request's hash key, an unsigned 32-bit integer. */
  pick(state: S, backends: readonly Backend[], key: number, stream: Stream): number
}

/** A server as every policy knows it; products add settings of their own. */
export interface ServerConfig {
  /** What hashes take for the server: `host:port`, as a configuration file writes it. */
  readonly name: string
  /** Relative weight, a whole number; 0 keeps the server out. */
  readonly weight: number
}

/** A request that asks for a server. */
export interface Request {
  /** Its own number; it keeps it through queues and retries. */
  readonly id: number
  /** µs of the policy's clock, never less than in the call before. */
  readonly now: number
  /** What a hash policy hashes (a header, a cookie, a path); null when the request has none. */
  readonly key: string | null
  /** The client's address: 4 or 16 bytes. */
  readonly source: readonly number[]
  readonly uri: string
  /** Servers this request was sent to already, the latest last. */
  readonly tried: readonly number[]
}

/**
 * What became of a request that asked: sent to `server`; or told to wait, in the queue of `server`, or in the queue of
 * all where `server` is -1; or refused (-1, no waiting).
 */
export interface Choice {
  readonly server: number
  readonly wait: boolean
}

/** A waiting request whose turn has come: it counts as sent to `server`; where that is -1 it must ask again. */
export interface Release {
  readonly id: number
  readonly server: number
}

/** How an attempt ended. Everything but `ok` is a failure of the server; `status` is an HTTP status, 0 without answer. */
export interface Ending {
  readonly outcome: 'ok' | 'refused' | 'timeout' | 'reset'
  readonly status: number
  /** µs from sending to the end. */
  readonly latency: number
}

/** What a server says of its own load, with an answer or to a probe. */
export interface LoadReport {
  /** Requests in flight at the server, from everybody. */
  readonly inFlight: number
  /** µs that it estimates for a request now. */
  readonly latency: number
  /** Share of its capacity in use. */
  readonly utilization: number
  /** Requests a second. */
  readonly rate: number
  /** Errors a second. */
  readonly errors: number
}

/** What a policy is told. Times are µs of its clock, never less than in the call before. */
export type Happening =
  /** The request just picked for was sent; told before the next pick. */
  | { readonly kind: 'sent'; readonly server: number; readonly id: number; readonly now: number }
  /** An attempt is over. `again`: the request lives on and will ask for another server. */
  | {
      readonly kind: 'ended'
      readonly server: number
      readonly id: number
      readonly now: number
      readonly ending: Ending
      readonly again: boolean
    }
  /** A request that was not sent is over: it gave up waiting, or was refused. */
  | { readonly kind: 'gone'; readonly id: number; readonly now: number }
  /** Health: the server may be picked again, or no longer. */
  | { readonly kind: 'up' | 'down'; readonly server: number; readonly now: number }
  /** Operators: no new requests, as `drain`; out of service, as `maintenance`; neither any more, as `ready`. */
  | { readonly kind: 'drain' | 'maintenance' | 'ready'; readonly server: number; readonly now: number }
  | { readonly kind: 'weight'; readonly server: number; readonly weight: number; readonly now: number }
  | { readonly kind: 'load'; readonly server: number; readonly report: LoadReport; readonly now: number }
  /** Time alone has passed. */
  | { readonly kind: 'clock'; readonly now: number }

/** What to do with a request whose attempt failed: try again after `delay` µs, or let it fail. */
export interface Retry {
  readonly again: boolean
  readonly delay: number
}

/**
 * A policy that chooses servers: a deterministic state machine. Its state is plain data that survives JSON; all luck
 * comes from the stream handed in; time comes with every call. What may be rebuilt from the state (a ring, a table) is
 * kept beside it and never in it.
 */
export interface Policy<C, S> {
  readonly name: string
  init(config: C): S
  pick(config: C, state: S, request: Request, stream: Stream): Choice
  /** Returns the waiting requests that this sets free. */
  tell(config: C, state: S, happening: Happening): readonly Release[]
  /** Whether a failed attempt is repeated; asked before `ended` is told. Absent where the product leaves it to others. */
  retry?(config: C, state: S, request: Request, ending: Ending): Retry
  /** When, in µs, the policy wants to hear `clock` at the latest; absent or Infinity where time alone changes nothing. */
  due?(state: S): number
  /**
   * The servers to be probed now, for a policy that sends probes; asked after every `pick` and `tell`, and each probe is
   * asked for once. The host sends them and tells what comes back as `load`. The stream is for these draws alone.
   */
  probes?(config: C, state: S, stream: Stream): readonly number[]
}

/** Nobody waits, or nobody is set free. */
export const noReleases: readonly Release[] = Object.freeze([])

/** No server, and no use in waiting. */
export const refused: Choice = Object.freeze({ server: -1, wait: false })
