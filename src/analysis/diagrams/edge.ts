/**
 * An edge is a node and a complement bit: 2 x node + 1 stands for the negation of what 2 x node stands for, so that a
 * function and its negation share all nodes and `not` costs nothing (Brace, Rudell and Bryant 1990, section 3.2). High
 * edges of nodes are never complemented; with that rule every function has exactly one edge.
 */
export const TRUE = 0
export const FALSE = 1

export function isConstant(edge: number): boolean {
  return edge <= FALSE
}
