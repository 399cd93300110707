/**
 * The event being handled. One object serves all events of a simulation: read it, do not keep it. A view was chosen over
 * positional arguments because a double passed as an argument is boxed on the heap once it leaves the 32-bit integers,
 * while a double field is written in place.
 */
export class EventView {
  /** µs. */
  time = 0
  kind = 0
  target = 0
  a = 0
  b = 0
  /** Plain data nobody changes, or null. */
  payload: unknown = null
}

export type EventHandler = (event: EventView) => void
