/**
 * The kernel: clock, event queue, loop, fingerprint, snapshot. It runs events for whoever gives them a meaning.
 *
 * An event is data: time, kind, target, two numbers and an optional payload. The handler gets one reused `EventView` (see
 * there why not positional arguments) and must take what it wants from it before it returns.
 *
 * A run ends by itself when only background events are pending, even with `until.time` in the future: a study with a
 * horizon schedules a foreground event there.
 */
export { KernelAssertionError, type KernelLimit, KernelLimitError } from './errors.js'
export { MAX_PENDING, MAX_PRIORITY, MAX_TIME, MIN_PRIORITY } from './event-queue.js'
export type { EventHandler, EventView } from './event-view.js'
export { Hash64 } from './hash.js'
export type { PendingColumns } from './pending-columns.js'
export { copyPlain, fingerprintOf, freezePlain } from './plain.js'
export type { ShiftBy } from './shift.js'
export { type RestoreOptions, Simulation, type SimulationOptions, type StopReason, type Until } from './simulation.js'
export type { KernelSnapshot } from './snapshot.js'
export { NO_TRACE, Trace, type TraceLevel, type TraceRecord } from './trace.js'
