/**
 * Something that fails and is repaired, as a structure function sees it: one failure mode of a node or of a domain, or a
 * fault of the author's own. Times are microseconds, rates per microsecond.
 */
export interface Component {
  /** As the simulator names its causes: `zone a/power`, `db-2/crash`. */
  readonly id: string
  /** For people: `zone a: power`. */
  readonly label: string
  /** What is bought and repaired alike: `zone: power`, `web: crash`. */
  readonly family: string
  readonly part: Part
  readonly effect: Effect
  readonly meanUp: number
  readonly meanDown: number
  /** Share of time in which it is down, in the long run. */
  readonly unavailability: number
  /** Of that, the part in which it is being repaired; the rest goes to boots after it. */
  readonly repairing: number
  /** How often it fails, per microsecond; 0 for what only follows another failure (a boot). */
  readonly rate: number
  /**
   * Failure modes of one part that age only while it is up exclude each other. They share a set, and `probability` is
   * that of being down given that none before it in the set is: so independent draws make the right joint law.
   */
  readonly set: number
  readonly probability: number
}

export type Part =
  | { readonly kind: 'node'; readonly index: number }
  | { readonly kind: 'domain'; readonly index: number }
  | { readonly kind: 'fault'; readonly index: number }

export type Effect =
  /** These nodes do not serve; after a pause they go on as if nothing had been. */
  | { readonly kind: 'stop'; readonly nodes: readonly number[]; readonly pause?: boolean }
  /** What is on one side hears nothing of the other; -1 stands for the clients. */
  | { readonly kind: 'cut'; readonly separates: (a: number, b: number) => boolean }

/** What a change to the scenario does to the times of a family; 1 leaves them alone. */
export interface Tuning {
  /** Factors on mean up and mean repair, by family. */
  readonly families: Readonly<Record<string, { readonly up: number; readonly down: number }>>
  /** Factor on the time a failover takes, by service id. */
  readonly failover: Readonly<Record<string, number>>
}

export const untouched: Tuning = { families: {}, failover: {} }
