/** Name of a transaction: its epoch, and its place within it from 1. Plain data; (0, 0) before the first. */
export interface Zxid {
  readonly epoch: number
  readonly counter: number
}

export const noZxid: Zxid = { epoch: 0, counter: 0 }

/** The 32 bits of the counter (ZOOKEEPER-1277): a leader that comes to it leaves, so that a new epoch begins. */
export const lastCounter = 0xffffffff

/** Below 0: `a` comes first; 0: the same; above 0: `a` comes later. Epochs go before counters (DSN 2011, section III). */
export function compareZxids(a: Zxid, b: Zxid): number {
  return a.epoch === b.epoch ? a.counter - b.counter : a.epoch - b.epoch
}

export function sameZxid(a: Zxid, b: Zxid): boolean {
  return a.epoch === b.epoch && a.counter === b.counter
}

export function zxidText({ epoch, counter }: Zxid): string {
  return `${epoch}.${counter}`
}
