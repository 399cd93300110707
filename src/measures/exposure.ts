/**
 * What the members of a called service were like, and when that changed, in a trial without requests: what sampled traffic
 * is weighed by. Plain data.
 */
export interface Exposure {
  /** Index of the service. */
  readonly service: number
  /** The configurations it was in, as text, in the order in which they first came. */
  readonly configurations: string[]
  /** When each stretch began, from the start of measuring, ascending; the first begins at 0. One may be of no length. */
  readonly times: number[]
  /** The configuration of each stretch, as a place in `configurations`. */
  readonly places: number[]
}
