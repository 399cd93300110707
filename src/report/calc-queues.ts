import type { Answer, Fact } from './answer.js'
import { bothForms } from './calc-facts.js'
import { plainNumber, shareText } from './calc-numbers.js'

/** Lost or delayed calls. */
export interface ErlangFacts {
  readonly form: 'erlang-b' | 'erlang-c'
  readonly servers: number
  readonly traffic: number
  readonly probability: number
  /** What the least number of servers was looked for. */
  readonly target: number | null
  /** Servers around the number asked for. */
  readonly around: readonly { readonly servers: number; readonly probability: number }[]
}

export function erlangAnswer({ form, servers, traffic, probability, target, around }: ErlangFacts): Answer {
  const name = form === 'erlang-b' ? 'lost' : 'waiting'
  const meaning = form === 'erlang-b' ? 'of the arrivals are lost' : 'of the arrivals have to wait'
  return {
    facts: [
      ['servers', target === null ? String(servers) : `${servers}, the fewest for ${shareText(target)}`],
      ['traffic', `${plainNumber(traffic)} erlangs, ${shareText(traffic / servers)} of the servers`],
      [name, `${shareText(probability)} ${meaning}`],
    ],
    tables: [
      {
        title: '',
        columns: ['servers', name],
        rows: around.map(row => [String(row.servers), shareText(row.probability)]),
      },
    ],
    notes: [
      form === 'erlang-b'
        ? 'Erlang B: Poisson arrivals, any law of service, who finds all servers busy is lost.'
        : 'Erlang C: Poisson arrivals, exponential service, who finds all servers busy waits.',
    ],
    document: { form, servers, traffic, target, probability, around },
  }
}

/** A queue in the steady state; times in microseconds, null for what is not known. */
export interface QueueFacts {
  readonly model: string
  readonly servers: number
  readonly room: number | null
  /** Per second. */
  readonly arrivals: number
  readonly service: number
  readonly offered: number
  readonly utilisation: number
  readonly lost: number | null
  readonly waiting: number | null
  readonly meanWait: number
  readonly meanResponse: number
  readonly meanQueue: number
  readonly meanPresent: number
  readonly quantiles: readonly { readonly p: number; readonly wait: number; readonly response: number }[]
}

export function queueAnswer(facts: QueueFacts): Answer {
  const rows: Fact[] = [
    ['model', facts.model],
    [
      'offered',
      `${plainNumber(facts.offered)} erlangs to ${facts.servers} ${facts.servers === 1 ? 'server' : 'servers'}`,
    ],
    ['utilisation', shareText(facts.utilisation)],
    ...(facts.lost === null ? [] : [['turned away', shareText(facts.lost)] as const]),
    ...(facts.waiting === null ? [] : [['have to wait', shareText(facts.waiting)] as const]),
    ['mean wait', bothForms(facts.meanWait)],
    ['mean response', bothForms(facts.meanResponse)],
    ['waiting', `${plainNumber(facts.meanQueue)} on average, ${plainNumber(facts.meanPresent)} with those in service`],
  ]
  const { quantiles } = facts
  return {
    facts: rows,
    tables:
      quantiles.length === 0
        ? []
        : [
            {
              title: '',
              columns: ['', 'wait', 'response'],
              rows: quantiles.map(({ p, wait, response }) => [
                `p${plainNumber(p * 100)}`,
                bothForms(wait),
                bothForms(response),
              ]),
            },
          ],
    notes: [],
    document: { form: 'queue', ...facts },
  }
}

/** The power of several choices; times in units of the mean service. */
export interface SupermarketFacts {
  readonly utilisation: number
  readonly choices: number
  readonly rows: readonly { readonly choices: number; readonly response: number; readonly tail: readonly number[] }[]
}

export function supermarketAnswer({ utilisation, choices, rows }: SupermarketFacts): Answer {
  const asked = rows.find(row => row.choices === choices)
  return {
    facts: [
      ['utilisation', shareText(utilisation)],
      ['choices', String(choices)],
      ['mean response', `${plainNumber(asked?.response ?? Number.NaN)} mean service times`],
    ],
    tables: [
      {
        title: 'share of servers with so many requests or more',
        columns: ['choices', 'response', '2', '3', '4', '5'],
        rows: rows.map(row => [String(row.choices), plainNumber(row.response), ...row.tail.map(shareText)]),
      },
    ],
    notes: ['Many servers, Poisson arrivals, exponential service; each arrival joins the shortest of so many queues.'],
    document: { form: 'supermarket', utilisation, choices, rows },
  }
}
