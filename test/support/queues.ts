/** Queueing formulas in steady state; rates and times in any one unit. Sources: Kleinrock, Queueing Systems I, 1975. */

/** Mean time in an M/M/c queue, waiting and service (Erlang's C formula; section 3.5). */
export function mmc(arrivals: number, service: number, servers: number): number {
  const load = arrivals / service
  let term = 1
  let sum = 0
  for (let k = 0; k < servers; k++) {
    sum += term
    term *= load / (k + 1)
  }
  const all = term / (1 - load / servers)
  return all / (sum + all) / (servers * service - arrivals) + 1 / service
}

/** Mean time in an M/D/1 queue (Pollaczek–Khinchine; section 5.6). */
export function md1(arrivals: number, service: number): number {
  const load = arrivals / service
  return (load / (2 * (1 - load)) + 1) / service
}

/** Share of arrivals that find an M/M/1 system with room for `room` (in service and waiting) full (section 3.6). */
export function mm1kLoss(arrivals: number, service: number, room: number): number {
  const load = arrivals / service
  return ((1 - load) * load ** room) / (1 - load ** (room + 1))
}

/**
 * Mean time in an E_r/M/1 queue whose arrivals take `stages` exponential stages of that rate each: every `stages`-th of a
 * Poisson stream, as round robin deals them. σ = (a / (a + s(1 - σ)))^r (section 6.4, G/M/1).
 */
export function erlangArrivals(stageRate: number, stages: number, service: number): number {
  let sigma = 0.5
  for (let i = 0; i < 10_000; i++) sigma = (stageRate / (stageRate + service * (1 - sigma))) ** stages
  return 1 / (service * (1 - sigma))
}
