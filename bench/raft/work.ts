/** A closed loop: so many requests, at most so many of them not yet committed and applied. */
export interface Work {
  readonly requests: number
  readonly ahead: number
}
