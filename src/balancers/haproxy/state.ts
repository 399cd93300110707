/** Of one server: what HAProxy's `struct server` holds of it (include/haproxy/server-t.h). */
export interface HaproxyServer {
  /** As configured, and as set since. */
  readonly initialWeight: number
  weight: number
  /** What the balancing algorithm goes by: committed last. */
  now: Standing
  /** What it shall go by: what it compares with and commits. */
  next: Standing
  /** Second of the last change of state. */
  changed: number
  /** When slow start goes on, in µs; -1 when it does not. */
  warmup: number
  /** Requests that hold a slot here. */
  served: number
  /** Requests under way here, with or without a slot. */
  sessions: number
  /** Ids of the requests that wait for this server alone, first come first. */
  queue: Waiting[]
  /** Place in the trees of `roundrobin`, `leastconn`, `first`. */
  place: Place
  /** Points on the ring now, and as many as ever were made. */
  points: number
  mostPoints: number
  /** Weight of those declared before, as counted at the start. */
  cumulative: number
}

export interface Standing {
  up: 'stopped' | 'starting' | 'running'
  drain: boolean
  maintenance: boolean
  /** Effective weight. */
  weight: number
}

/** Which tree a server belongs to: none, one of the two that take turns, or the current one. */
export type Tree = 'none' | 't0' | 't1' | 'curr'

export interface Place {
  tree: Tree
  /** Whether it is in its tree; it is taken out for a moment while it is moved. */
  queued: boolean
  key: number
  /** Among equal keys, who came first. */
  turn: number
  npos: number
  lpos: number
  rest: number
}

/** Of the active servers, or of the backups: the window that weighted round robin moves through. */
export interface Group {
  init: 't0' | 't1'
  position: number
  weight: number
  nextWeight: number
}

export interface Waiting {
  readonly id: number
  /** Millisecond at which it began to wait. */
  readonly since: number
}

/** A request under way, waiting, or between two attempts. */
export interface Open {
  /** The server it goes to or went to last; -1 for none. */
  server: number
  retries: number
  /** It keeps its server, and its place there, for the next attempt. */
  stay: boolean
  /** Whether it counts as served by its server. */
  slot: boolean
}

export interface HaproxyState {
  readonly servers: HaproxyServer[]
  readonly groups: { readonly active: Group; readonly backup: Group }
  /** Usable servers, and the backup that stands in for all of them; -1 for none. */
  active: number
  backups: number
  firstBackup: number
  activeWeight: number
  backupWeight: number
  /** Of those in use: the active ones, or else the backups. */
  usedWeight: number
  used: number
  served: number
  queue: Waiting[]
  /** By id. */
  readonly open: Record<string, Open>
  opened: number
  /** Counts insertions, so that equal keys stay in order. */
  turns: number
  /** Who owns each slot of the map; empty without one. */
  map: number[]
  slot: number
  /** The point that round robin on the ring came to; -1 for none. */
  lastPoint: number
  /** Changes with every change of the ring. */
  ring: number
}

export function isUsable(standing: Standing): boolean {
  return standing.weight > 0 && !standing.maintenance && !standing.drain && standing.up !== 'stopped'
}

export function hasChanged({ now, next }: HaproxyServer): boolean {
  return (
    now.up !== next.up || now.drain !== next.drain || now.maintenance !== next.maintenance || now.weight !== next.weight
  )
}

export function commit(server: HaproxyServer): void {
  server.now = { ...server.next }
}
