// The clock that all processes of a recording share: CLOCK_MONOTONIC, in ticks of 50 µs.

/** µs of a tick. */
export const TICK = 50

/** Ticks since the machine came up, as a fraction. */
export const ticks = () => Number(process.hrtime.bigint()) / (TICK * 1000)
