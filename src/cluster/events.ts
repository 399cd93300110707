/** Kinds of events in the world, and what their target and numbers mean. */

/** Measuring begins: fault clocks start, ledgers open. */
export const MEASURE = 1
/** A lifetime of source `target` ends, or a scheduled strike comes due. */
export const STRIKE = 2
/** The repair step in course of source `target` ends. */
export const STEP = 3
/** Node `target` has booted. */
export const BOOT = 4
/** A message for process `target` from member `a`; the payload is the message. `b` is 1 when it arrived earlier and waited. */
export const MESSAGE = 5
/** Standing event of timer `a` of process `target`, incarnation `b`. */
export const TIMER = 6
/** The sync of process `target` with token `a` is through, incarnation `b`. */
export const SYNCED = 7
/** The same, once its node is no longer paused. */
export const SYNC_SEEN = 8
/** Standing check of what process `target` believes of member `a`, incarnation `b`. */
export const PEER_CHECK = 9
/** Member `a` of monitor `target` sends its heartbeats, incarnation `b`. */
export const HEARTBEAT = 10
/** A heartbeat of pair `a` arrives at its observer in monitor `target`. `b` is 1 when it arrived earlier and waited. */
export const HEARD = 11
/** Standing check of pair `a` of monitor `target`, incarnation of the observer `b`. */
export const WATCH = 12
/** A request of workload `target` is made; `a` is who makes it in a closed loop. */
export const ARRIVAL = 13
/** Attempt `b` of request `target` reaches its backend. */
export const REQUEST = 14
/** The backend has finished with attempt `b` of request `target`; `a` says which backend. */
export const SERVED = 15
/** The answer to attempt `b` of request `target` reaches the client; `a` is what it says. */
export const RESPONSE = 16
/** Attempt `b` of request `target` has waited long enough. */
export const TIMEOUT = 17

/** Process `target` gets the clock reading `a` it asked for, incarnation `b`. */
export const CLOCK = 18

/** The horizon is reached: keeps a run alive in which nothing but heartbeats is left. */
export const END = 19

/** Group `target` is looked at: if it is steady, it leaps. */
export const CHECK = 20

/** The pause of request `target` is over, if ask `b` is still its last. */
export const ASK = 21

/** Operation `target` is due, or is tried again. */
export const OPERATE = 22

/** The time has come that the balancer of service `target` waits for. */
export const BALANCER_CLOCK = 23

/** Attempt `b` of request `target` has no connection yet. */
export const CONNECT = 24

/** A balancer tries request `target` again after a while; `b` was the attempt that failed. */
export const RETRY = 25

/** A member, and the workload, in `a`: nobody waits for attempt `b` of request `target` any more. */
export const CANCEL = 26

/** Enough is known of the calls under way, number `b`, of calling job `target`: they are looked at. */
export const JOINED = 27

/** The next health check of member `a` of service `target` is due. */
export const CHECK_DUE = 40

/** Health check `b` reaches member `a` of service `target`. */
export const CHECKED = 41

/** Member `a` of service `target` has done its work for health check `b`; the payload is its incarnation then. */
export const CHECK_WORKED = 42

/** The answer to health check `b` of member `a` of service `target` reaches the balancer; it is below 0 for a refusal. */
export const CHECK_ANSWER = 43

/** The balancer has waited long enough for health check `b` of member `a` of service `target`. */
export const CHECK_PATIENCE = 44

/** A probe of load reaches member `a` of service `target`. */
export const PROBED = 45

/** What member `a` of service `target` says of its load, the payload, reaches the balancer that probed it. */
export const PROBE_ANSWER = 46

/** Faults strike before anything else that happens at the same microsecond. */
export const FAULTS_FIRST = -2
/** What a node held back while it was paused or its disk stalled goes before what arrives only now. */
export const HELD_BACK = -1
/** What arrives at the very moment of a deadline is in time. */
export const ARRIVALS_FIRST = 1
/** Behind everything else at its microsecond. */
export const LAST = 127
