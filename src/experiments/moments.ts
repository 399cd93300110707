import type { Plan } from '../cluster/index.js'
import type { TraceRecord } from '../kernel/index.js'
import type { Happening, Lane, Moment } from '../results/index.js'
import { MessageBook } from './message-book.js'
import { tell } from './telling.js'

type Fields = TraceRecord['fields']

/** What a process says in so many words; what other records of the same instant say better is silent. */
const sayings: { readonly [what: string]: (fields: Fields, round: string) => readonly [Happening, string] } = {
  timer: ({ name }) => ['timer', `${name} timer`],
  status: ({ role, term, serving }, round) => [
    'status',
    `${role}, ${round} ${term}${serving === true ? ', serving' : ''}`,
  ],
  follows: ({ leader }) => ['status', `follows ${leader}`],
  synced: ({ writes }) => ['synced', `synced ${writes}`],
  commit: ({ index }) => ['commit', `commit ${index}`],
  apply: ({ index }) => ['apply', `apply ${index}`],
  restore: ({ index }) => ['apply', `restore ${index}`],
  suspect: ({ of }) => ['suspect', `suspects ${of}`],
  trust: ({ of }) => ['trust', `trusts ${of}`],
  stopped: () => ['stop', 'stops'],
  started: () => ['start', 'runs again'],
}

/** Notes of processes that say what their status says. */
const silent: ReadonlySet<string> = new Set(['role', 'term', 'leader', 'serving', 'election-started', 'commit'])

/** Turns the records of one service into moments, those before `from` only to know what arrives later. */
export class Moments {
  readonly #plan: Plan
  readonly #lanes: ReadonlyMap<string, number>
  readonly #round: string
  readonly #from: number
  readonly #book = new MessageBook()

  constructor(plan: Plan, lanes: readonly Lane[], round: string, from: number) {
    this.#plan = plan
    this.#lanes = new Map(lanes.map(({ id, kind }, lane) => [kind === 'clients' ? '' : id, lane]))
    this.#round = round
    this.#from = from
  }

  /** Records in the order of time; times stay those of the simulation. */
  of(records: readonly TraceRecord[]): Moment[] {
    const moments = records.flatMap(record => this.#moment(record) ?? []).filter(({ at }) => at >= this.#from)
    return moments.filter((moment, i) => moment.kind !== 'timer' || causes(moments, i))
  }

  #moment(record: TraceRecord): Moment | null {
    const { time: at, source, what, fields } = record
    const whole = this.#ofAll(record)
    if (whole !== null) return whole
    const lane = this.#lanes.get(source)
    if (lane === undefined) return null
    if ('value' in fields) {
      return silent.has(what) ? null : { kind: 'note', at, lane, text: `${what} ${plain(fields['value'])}` }
    }
    if (what === 'send') return this.#sent(at, lane, fields)
    if (what === 'receive' || what === 'held' || what === 'dropped') return this.#arrived(at, lane, what, fields)
    const saying = Object.hasOwn(sayings, what) ? sayings[what](fields, this.#round) : null
    return saying === null ? null : { kind: saying[0], at, lane, text: saying[1] }
  }

  /** What happens to a fault or to the service, not in a lane. */
  #ofAll(record: TraceRecord): Moment | null {
    const { what, source, time: at } = record
    if (what === 'down' || what === 'up') {
      return { kind: what, at, lane: -1, text: what === 'up' ? `${source} is available` : `${source} is not available` }
    }
    if (what === 'operation') return { kind: 'note', at, lane: -1, text: `${source}: ${record.fields['said']}` }
    if (!['fault', 'repair-step', 'repaired'].includes(what)) return null
    const [line] = tell(this.#plan, record)
    if (line === undefined) return null
    return { kind: line.kind === 'fault' ? 'fault' : 'repair', at, lane: -1, text: `${source} ${line.text}` }
  }

  #sent(at: number, lane: number, { to, message, arrives, lost }: Fields): Moment {
    const entry = { at, lane, to: this.#lanes.get(String(to)) ?? 0, text: String(message) }
    const due = arrives === undefined ? -1 : Number(arrives)
    return this.#book.send(entry, due, lost === 'cut' ? 'cut' : 'lost', at >= this.#from)
  }

  #arrived(at: number, lane: number, kind: 'receive' | 'held' | 'dropped', { from, message, why }: Fields): Moment {
    const sender = this.#lanes.get(String(from)) ?? 0
    const text = String(message)
    const reason = why === 'down' || why === 'cut' ? why : null
    const fate = kind === 'receive' ? 'arrives' : (reason ?? 'held')
    const entry = this.#book.arrive(at, sender, lane, text, fate)
    const number = entry === null || entry.message === 0 ? null : entry.message
    return { kind, at, lane, from: sender, message: number, text, why: reason }
  }
}

/** A timer is told of when something comes of it at once. */
function causes(moments: readonly Moment[], place: number): boolean {
  const { at, lane } = moments[place]
  for (let i = place + 1; i < moments.length && moments[i].at === at; i++) {
    if (moments[i].lane === lane && moments[i].kind !== 'timer') return true
  }
  return false
}

/** Values of notes are JSON text; without its marks it reads better. */
const plain = (value: Fields[string]): string =>
  String(value).replace(/[{}"]/g, '').replaceAll(',', ', ').replaceAll(':', ' ')
