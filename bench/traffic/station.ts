import { type EventView, Simulation } from '../../src/kernel/index.js'
import { SeedTree } from '../../src/random/index.js'

const ARRIVAL = 1
const DEPARTURE = 2
const MOST_WAITING = 2 ** 16

/** One M/M/c station written on the kernel: exponential draws, a queue in order of arrival, the time each request spends. */
export class Station {
  readonly #servers: number
  readonly #gap: number
  readonly #work: number
  readonly #sim = new Simulation()
  readonly #arrivals
  readonly #services
  /** Arrival times of those who wait, a ring. */
  readonly #waiting = new Float64Array(MOST_WAITING)
  #first = 0
  #count = 0
  #busy = 0
  #due = 0
  #done = 0
  #spent = 0

  /** Mean gap and mean work in µs. */
  constructor(servers: number, gap: number, work: number) {
    this.#servers = servers
    this.#gap = gap
    this.#work = work
    const tree = new SeedTree('station')
    this.#arrivals = tree.stream('arrivals')
    this.#services = tree.stream('services')
    this.#arrive()
  }

  /** Serves so many more requests. */
  run(requests: number): void {
    const until = this.#done + requests
    this.#sim.run(this.#handler, { when: () => this.#done >= until })
  }

  /** Mean time from arrival to departure so far, µs. */
  get meanTime(): number {
    return this.#spent / this.#done
  }

  readonly #handler = (event: EventView): void => {
    if (event.kind === ARRIVAL) {
      this.#arrive()
      if (this.#busy < this.#servers) this.#serve(event.time)
      else this.#waiting[(this.#first + this.#count++) % MOST_WAITING] = event.time
    } else {
      this.#done++
      this.#spent += event.time - event.a
      this.#busy--
      if (this.#count === 0) return
      this.#count--
      this.#serve(this.#waiting[this.#first])
      this.#first = (this.#first + 1) % MOST_WAITING
    }
  }

  #arrive(): void {
    this.#due += this.#gap * this.#arrivals.exponential()
    this.#sim.schedule(Math.round(this.#due), ARRIVAL, 0)
  }

  #serve(arrived: number): void {
    this.#busy++
    const work = this.#work * this.#services.exponential()
    this.#sim.schedule(Math.round(this.#sim.now + work), DEPARTURE, 0, arrived)
  }
}
