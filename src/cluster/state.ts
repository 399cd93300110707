import type { DetectorState } from '../detectors/index.js'
import type {
  BalancerTally,
  Charge,
  ChargeSets,
  ComponentLedger,
  DetectionTally,
  PairTally,
  RequestTally,
  ServiceLedger,
} from '../measures/index.js'
import type { Plain, Session, Status, Write } from '../protocols/index.js'
import type { Quorum } from '../quorum/index.js'
import type { Order } from './orders.js'
import type { HealthState } from './traffic/check-state.js'
import type { LoadMeter } from './traffic/load-meter.js'
import type { MemberCache } from './traffic/member-cache.js'
import type { Task } from './traffic/task.js'

/**
 * Everything that changes during a run, beside the event queue and the random streams: plain JSON-safe data. -1 stands
 * for "none" in handles and indices.
 */
export interface WorldState {
  readonly trial: number
  /** Set when measuring begins and again when it ends. */
  stage: 'warm-up' | 'measuring' | 'closed'
  readonly sources: SourceState[]
  readonly nodes: NodeState[]
  /** Active sources whose effect is on a domain (power or network), in the order they struck. */
  readonly domainFaults: number[][]
  /** Active sources whose effect is on the network, in the order they struck. */
  readonly networkFaults: number[]
  /** Arrival of the last message from one endpoint to another, by `from * endpoints + to`. */
  readonly lastArrival: { [link: number]: number }
  readonly processes: ProcessState[]
  readonly services: ServiceState[]
  readonly watches: WatchState[]
  readonly workloads: WorkloadState[]
  readonly requests: RequestState[]
  readonly operations: OperationState[]
  readonly freeRequests: number[]
  /** Attempts made so far: every one has a number of its own. */
  attempts: number
  readonly nodeLedgers: ComponentLedger[]
  readonly domainLedgers: ComponentLedger[]
  readonly groups: GroupState[]
  /** Absent where no service calls another. */
  readonly callings?: Callings
}

/** How far the leap over quiet time has come with a group, and what is drawn ahead for it. */
export interface GroupState {
  /** Looks in a row that have found it steady; below zero, that have not. */
  steady: number
  /** Microseconds leapt, and leaps. */
  leapt: number
  leaps: number
  /**
   * By way between members (`to * members + from`, as pairs in a watch): mild heartbeats in a row so far, and the number
   * of the heartbeat, counted from the next one, at which suspicion becomes possible; 0 while that is not drawn.
   */
  readonly run: number[]
  readonly left: number[]
  /**
   * By way: when the first good heartbeat arrives since suspicion last became possible, or the way was last disturbed;
   * -1 while none was sent. Until then a suspicion may be pending. Empty where nothing is ever leapt.
   */
  readonly calm: number[]
}

export interface SourceState {
  /** -1: nothing is wrong; else the repair step in course. */
  step: number
  handle: number
  /** When the present lifetime or step ends, not rounded: what rounding left is carried to the next. */
  due: number
  /** When the fault in course struck. */
  since: number
  /** Lifetime left when its clock was stopped, or -1 while the clock runs. */
  left: number
  /** The nodes a crash or pause in course has struck. */
  victims: number[]
  /** Next entry of `times` not yet used. */
  next: number
}

export interface NodeState {
  /** Active sources that keep it from running: crashes of its own and of the author, in the order they struck. */
  readonly crashes: number[]
  readonly pauses: number[]
  /** Active sources that make it slow. */
  readonly slows: number[]
  readonly stalls: number[]
  /** Power is on and it has booted: processes run (or are paused). */
  running: boolean
  /** The source whose repair it boots after, while it boots; -1 otherwise. */
  bootingAfter: number
  bootHandle: number
  /** When it will have booted, while it boots. */
  bootAt: number
  /** Counts boots, so that what was under way before a crash is known as stale. */
  incarnation: number
  /** Running, not paused, within reach of the clients both ways. */
  serving: boolean
  /** Local time is `stepped + time + drift * time`, microseconds. */
  stepped: number
  drift: number
  /** When the sync under way ends, or the last one did; a fraction of a microsecond is kept. */
  thisSync: number
  /** When the one ends that follows it and takes all that waits; 0 while nothing waits. */
  nextSync: number
  /** Events that came in while it was paused, in order. */
  deferred: DeferredEvent[]
  /** Syncs that came due while the disk was stalled, in order. */
  stalled: DeferredEvent[]
}

export interface DeferredEvent {
  readonly kind: number
  readonly target: number
  readonly a: number
  readonly b: number
  readonly payload: Plain | null
}

export interface ProcessState {
  /** The protocol's own state, null while the process does not run. */
  state: Plain | null
  status: Status | null
  values: { [key: string]: Plain }
  /** Place of the first entry of `log`: those before it were dropped. */
  dropped: number
  log: Plain[]
  /** Not yet synced, oldest first. */
  unsynced: { readonly token: number; readonly writes: readonly Write[] }[]
  /** Clients that wait for an answer. */
  asked: { readonly serial: number; readonly request: number; readonly asker: number }[]
  /** In the order in which they were first set. */
  timers: TimerState[]
  /** What its detector believes of each member of the service; null when it has no detector. */
  peers: PeerState[] | null
}

export interface TimerState {
  readonly name: string
  /** Standing event in the queue, or -1. */
  handle: number
  /** When that event goes off. */
  armedAt: number
  /** When the timer is due; the standing event re-arms itself until then. -1: not set. */
  due: number
  /** Drawn last, on the node's own clock. */
  value: number
  /** 0 for a timer that goes off once. */
  period: number
  /** A cadence goes off at `base + count * period`, on the node's own clock. */
  base: number
  count: number
}

export interface PeerState {
  readonly detector: DetectorState
  suspected: boolean
  /** Standing check, or -1 while suspected. */
  handle: number
}

export interface ServiceState {
  readonly ledger: ServiceLedger
  /** Members that serve, counted as they change. */
  servingMembers: number
  up: boolean
  degraded: boolean
  /** Up by itself, whatever it depends on. */
  ownUp: boolean
  /** What the present outage is charged to while nothing needs repair. */
  initiators: readonly number[]
  /** Highest term when the outage began. */
  termAtStart: number
  everUp: boolean
  /** The source that last began, ended or changed on its members, and when. */
  lastDisturbance: number
  disturbedAt: number
  /** What its processes last said makes a quorum; null: a majority of all members. */
  quorum: Quorum | null
  /** Start of the present stretch in which nothing needs repair and yet it is down, or -1. */
  failoverSince: number
  failovers: number[]
  /** First and last of the present run of proposals, and the times decisions took. */
  proposals: { readonly epoch: number; readonly first: number; readonly last: number }
  decidedEpoch: number
  decisions: number[]
  /** Microseconds with two serving leaders; since when, or -1. */
  dual: number
  dualSince: number
  charges: readonly (readonly Charge[])[]
  /** State of the policy that picks members. */
  balancer: Plain
  readonly balancing: Balancing
  /** Attempts by member, where they are measured. */
  readonly attempts: BalancerTally | null
  readonly members: MemberState[]
  /** Where the balancer makes checks of its own. */
  readonly health?: HealthState
  /** What clients of a service with a log have sent that has not arrived. */
  asks: number
}

/** What the host of a policy keeps beside its state. */
export interface Balancing {
  /** Requests that wait for their turn, by the number that the policy knows them by. */
  readonly waiting: { [id: number]: number }
  /** Standing event for the time it wants to hear of, and when that is. */
  handle: number
  due: number
}

/** A member as the balancer sees it and as it is: in `ServiceState` of every service. */
export interface MemberState {
  /** What health checks say. */
  eligible: boolean
  /** Requests the balancer sent and has not seen the end of. */
  inFlight: number
  readonly working: Job[]
  readonly waiting: Job[]
  readonly meter: LoadMeter
  /** Since when it warms up, or -1. */
  upSince: number
  /** The keys it holds, where its service keeps any. */
  cache?: MemberCache
  /** The operations that keep requests from it, by its state and by its weight, or -1; absent before the first. */
  drainedBy?: number
  weightlessBy?: number
}

export interface Job {
  readonly request: number
  readonly serial: number
  /** Who asks for it, with which workload, at which member: as in events. */
  readonly where: number
  /** What a process is asked for; null where the work is all. */
  readonly order: Order | null
  readonly task: Task | null
  /** Event that ends it, and when it was taken up; -1 while it waits. One that holds its slot for its calls has no event. */
  handle: number
  began: number
  /** Its key was there, or was not, where its service holds keys. */
  held?: boolean
  /** Its calls have been answered: what is left is the work after them. */
  readonly called?: true
}

/** The jobs whose calls are under way, those that are over among them. */
export interface Callings {
  readonly all: Calling[]
  /** Places of those that are over. */
  readonly free: number[]
  /** Number given last. */
  last: number
}

/** A job that has done its work and waits for what it asked of others. */
export interface Calling {
  /** Number of the stage under way, new for each; 0 when all is over. */
  serial: number
  readonly service: number
  readonly member: number
  readonly job: Job
  /** Index of the stage under way. */
  stage: number
  joins: Join[]
  /** It is to be looked at when the present event is over. */
  woken: boolean
  /** The call that failed it, once one has. */
  failure: CallFailure | null
}

/** The requests of one call, as far as they are known to have ended. */
export interface Join {
  /** Their workload. */
  readonly workload: number
  /** Answers that are still needed, and requests whose end is still open. */
  needed: number
  open: number
  readonly optional: boolean
  /** Whether enough is known. */
  over: boolean
  readonly requests: number[]
}

/** A call that failed: its workload, whether for want of time, and what its failure is charged to. */
export interface CallFailure {
  readonly kind: 'failed-call'
  readonly workload: number
  readonly late: boolean
  readonly sets: ChargeSets
}

/** For whom a request is made that is part of a call. */
export interface CallOf {
  readonly calling: number
  /** Number of its stage, and which of its joins. */
  readonly serial: number
  readonly join: number
  /** Where it is made. */
  readonly node: number
  /** The member it goes to whatever the balancer thinks, or -1. */
  readonly pinned: number
}

export interface WatchState {
  readonly beats: { base: number; count: number; handle: number }[]
  /** By observer, then member. */
  readonly pairs: PairState[]
  readonly tally: DetectionTally
}

export interface PairState {
  /** Null while the observer does not run. */
  detector: DetectorState | null
  suspected: boolean
  handle: number
  readonly tally: PairTally
}

export interface WorkloadState {
  /** Next arrival, not rounded. */
  due: number
  /** Phase under way, or next line of a file of arrivals; and when that phase ends, or when the file was begun. */
  next: number
  until: number
  /** Keys of the visitors who are there, and the number of those who have come since. */
  readonly visitors: number[]
  lastVisitor: number
  readonly tally: RequestTally
  /** Requests without an outcome. */
  open: number
  /** The member its clients believe to lead; -1 at first. */
  leader: number
  /** Sessions that no request has at present, the one used last behind. */
  readonly sessions: Session[]
}

export interface OperationState {
  /** When the order in course was first given, or -1. */
  since: number
  /** The process that has it and has not answered, or -1. */
  asked: number
}

export interface RequestState {
  readonly workload: number
  readonly started: number
  readonly key: number | string
  /** Index of its class, its work where that is known beforehand, the client of a closed loop; -1 for none. */
  readonly class: number
  readonly work: number
  readonly client: number
  /** After which nobody waits, or -1. */
  readonly deadline: number
  retries: number
  /** Number of the present attempt; 0 when the request is done. */
  serial: number
  /** The number by which the balancer knows it, and where it sent it under that; 0 before it was asked. */
  id: number
  readonly tried: number[]
  /** It waits for the balancer to send it. */
  queued: boolean
  /** The attempt has reached its member. */
  connected: boolean
  sentAt: number
  member: number
  /** The member it was sent to last, or -1; and whether the network lost that. */
  last: number
  lost: boolean
  timeout: number
  /** Event by which there has to be a connection. */
  connect: number
  /** Of a service with a log: whether it changes nothing, and the session of its write, once it has one. */
  readonly reads: boolean
  session: Session | null
  /** Whether a write was given up without an answer: it may have been carried out, or may be yet. */
  doubtful: boolean
  /** Number of what was asked last, and how often the present attempt was sent on in a row. */
  ask: number
  hops: number
  /** Why it was turned away last in the present attempt; empty when it was not. */
  why: string
  /** Only of one that a service makes of another. */
  call?: CallOf
  /** Of one that makes calls: where they are kept, and the call that failed it. */
  calling?: number
  failure?: CallFailure
}
