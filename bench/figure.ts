// Measures one figure in a process of its own, so that no figure runs on code compiled for another.
// usage: node figure.js NAME TABLES COMMAND [ARGUMENT…]; prints one line of JSON.
import { FIGURES } from './figures.js'
import { OtherSide } from './other-side.js'
import { makeTables } from './tables.js'

const PAIRS = 11
const [name, tablesFile, command, ...args] = process.argv.slice(2)
const figure = FIGURES.find(f => f.name === name)!
const here = figure.make(makeTables())
const there = new OtherSide(command, [...args, tablesFile], `${figure.model} ${figure.pending}`)
const eventsThere = command.includes('python') ? Math.min(figure.events, 100_000) : figure.events

function measureHere(): { seconds: number; now: number } {
  const start = process.cpuUsage()
  const now = here(figure.events)
  const { user, system } = process.cpuUsage(start)
  return { seconds: (user + system) / 1e6, now }
}

for (let i = 0; i < 2; i++) {
  here(figure.warmUp)
  await there.run(eventsThere === figure.events ? figure.warmUp : eventsThere)
}
const ratios: number[] = []
const ours: number[] = []
for (let i = 0; i < PAIRS; i++) {
  const first = i % 2 === 0 ? measureHere() : undefined
  const other = await there.run(eventsThere)
  const own = first ?? measureHere()
  if (eventsThere === figure.events && own.now !== other.now) throw new Error(`${name}: the sides do different work`)
  ours.push(figure.events / own.seconds)
  ratios.push(figure.events / own.seconds / (eventsThere / other.seconds))
}
there.close()
ratios.sort((x, y) => x - y)
ours.sort((x, y) => x - y)
const middle = (PAIRS - 1) / 2
console.log(
  JSON.stringify({ name, ratio: ratios[middle], low: ratios[0], high: ratios[PAIRS - 1], perSecond: ours[middle] }),
)
