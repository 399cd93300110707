/** A quorum system was asked for that nobody can form, or a question whose answer is too large to list. */
export class QuorumError extends RangeError {
  constructor(message: string) {
    super(message)
    this.name = 'QuorumError'
  }
}
