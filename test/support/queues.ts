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

/** Mean time in an M/G/1 queue with this squared coefficient of variation of service (Pollaczek–Khinchine; section 5.6). */
export function mg1(arrivals: number, service: number, squaredVariation: number): number {
  const load = arrivals / service
  return ((load * (1 + squaredVariation)) / (2 * (1 - load)) + 1) / service
}

/** Of M/M/c/K, `room` in service and waiting: the share lost, and the mean time of those who stay (sections 3.5 and 3.6). */
export function mmck(
  arrivals: number,
  service: number,
  servers: number,
  room: number,
): { readonly loss: number; readonly time: number } {
  const states = [1]
  for (let k = 1; k <= room; k++) states.push((states[k - 1] * arrivals) / (Math.min(k, servers) * service))
  const sum = states.reduce((all, state) => all + state, 0)
  const loss = states[room] / sum
  const inSystem = states.reduce((all, state, k) => all + (k * state) / sum, 0)
  return { loss, time: inSystem / (arrivals * (1 - loss)) }
}

/**
 * Mean time in a queue of the supermarket model in the limit of many servers, service times of mean one: the sum of
 * λ^((d^i - d)/(d - 1)) (Mitzenmacher 2001, theorem 1; Vvedenskaya, Dobrushin and Karpelevich 1996).
 */
export function supermarket(load: number, choices: number): number {
  if (choices === 1) return 1 / (1 - load)
  let sum = 0
  for (let i = 1; i < 60; i++) sum += load ** ((choices ** i - choices) / (choices - 1))
  return sum
}
