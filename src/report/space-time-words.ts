import type { Lane, Moment, Sent } from '../results/index.js'
import type { Glyphs } from './glyphs.js'
import type { Paint } from './paint.js'

/** One thing said in a cell of the table, and in what colour. */
export interface Saying {
  readonly text: string
  readonly style: keyof Paint | null
}

const fates: { readonly [fate in Sent['fate']]?: string } = { lost: 'lost', cut: 'cut off', down: 'it is down' }

/** How lanes are called, and whether a message that was told when it left is told again in full where it arrives. */
export interface Style {
  readonly names: readonly string[]
  readonly again: boolean
}

/** What one lane does at one instant, in as few words as tell it: what goes to several at once is said once. */
export function sayingsOf(moments: readonly Moment[], lanes: readonly Lane[], style: Style, glyphs: Glyphs): Saying[] {
  const sayings: Saying[] = []
  const sends = new Map<string, Sent[]>()
  for (const moment of moments) {
    if (moment.kind !== 'send') continue
    const alike = sends.get(moment.text)
    if (alike === undefined) sends.set(moment.text, [moment])
    else alike.push(moment)
  }
  for (const moment of joined(moments)) {
    // One whose sending is told is told to be lost there.
    if (moment.kind === 'dropped' && moment.message !== null) continue
    if (moment.kind === 'send') {
      sayings.push(...sent(sends.get(moment.text) ?? [], lanes, style, glyphs))
      sends.delete(moment.text)
    } else sayings.push(saying(moment, style, glyphs))
  }
  return style.again ? sayings : together(sayings, glyphs)
}

/** `← 1 appended`, `← 2 appended` of one instant read `← 1, 2 appended`. */
function together(sayings: readonly Saying[], { into }: Glyphs): Saying[] {
  const told: Saying[] = []
  let senders = ''
  let kind = ''
  for (const saying of sayings) {
    const [sign, from, what, more] = saying.text.split(' ')
    const isArrival = sign === into && what !== undefined && more === undefined
    if (isArrival && kind === what) {
      senders += `, ${from}`
      told[told.length - 1] = { ...saying, text: `${into} ${senders} ${what}` }
      continue
    }
    senders = from
    kind = isArrival ? what : ''
    told.push(saying)
  }
  return told
}

function sent(alike: readonly Sent[], lanes: readonly Lane[], { names }: Style, glyphs: Glyphs): Saying[] {
  if (alike.length === 0) return []
  const [{ text, lane }] = alike
  const others = lanes.filter(({ kind }, i) => kind === 'member' && i !== lane)
  const all = alike.length > 1 && alike.length === others.length
  const who = all ? 'all' : alike.map(({ to }) => names[to]).join(', ')
  const lost = alike.flatMap(({ to, fate }): Saying[] => {
    const why = fates[fate]
    if (why === undefined) return []
    return [{ text: `${glyphs.never} ${alike.length === 1 ? '' : `${names[to]}: `}${why}`, style: 'bad' }]
  })
  return [{ text: `${glyphs.out} ${who} ${text}`, style: null }, ...lost]
}

function saying(moment: Exclude<Moment, Sent>, { names, again }: Style, glyphs: Glyphs): Saying {
  switch (moment.kind) {
    case 'receive': {
      const text = again || moment.message === null ? moment.text : kindOfMessage(moment.text)
      return { text: `${glyphs.into} ${names[moment.from]} ${text}`, style: null }
    }
    case 'held':
      return { text: `${glyphs.into} ${names[moment.from]} waits: ${moment.text}`, style: 'warn' }
    case 'dropped': {
      const why = moment.why === 'cut' ? 'cut off' : 'not there'
      return { text: `${glyphs.never} ${names[moment.from]} ${moment.text}: ${why}`, style: 'bad' }
    }
    default:
      return { text: moment.text, style: styleOf(moment) }
  }
}

/** Protocols begin what they say of a message with its kind. */
const kindOfMessage = (text: string): string => text.split(' ', 1)[0]

export function styleOf({ kind, text }: Moment): keyof Paint | null {
  if (kind === 'status') return text.endsWith('serving') ? 'good' : 'strong'
  if (kind === 'fault' || kind === 'down' || kind === 'stop') return 'bad'
  if (kind === 'repair' || kind === 'up' || kind === 'start') return 'good'
  if (kind === 'suspect' || kind === 'trust') return 'warn'
  return kind === 'commit' || kind === 'apply' ? 'accent' : 'faint'
}

/** `apply 3`, `apply 4`, `apply 5` of one step read `apply 3-5`. */
function joined(moments: readonly Moment[]): Moment[] {
  const told: Moment[] = []
  for (const moment of moments) {
    const last = told.at(-1)
    const run = last?.kind === 'apply' ? /^apply (\d+)(?:-(\d+))?$/.exec(last.text) : null
    const next = moment.kind === 'apply' ? /^apply (\d+)$/.exec(moment.text) : null
    if (last !== undefined && run !== null && next !== null && Number(next[1]) === Number(run[2] ?? run[1]) + 1) {
      told[told.length - 1] = { ...moment, text: `apply ${run[1]}-${next[1]}` }
    } else told.push(moment)
  }
  return told
}
