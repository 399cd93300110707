/** As the inspector gives it. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { functionName: string; url: string } }[]
  readonly samples?: readonly number[]
  readonly timeDeltas?: readonly number[]
}

/** Parts of the program by their files; what V8 inlines counts for the function it went into. */
const areas: readonly (readonly [RegExp, string])[] = [
  [/\/src\/kernel\//, 'kernel: queue, dispatch, fingerprint, shift'],
  [
    /\/src\/(random|laws|numerics)\/|\/cluster\/streams|seedrandom/,
    'chance: streams and their seeding, latencies, timeouts',
  ],
  [/\/src\/protocols\//, 'protocol: Raft'],
  [/\/src\/detectors\//, 'detectors'],
  [/\/src\/cluster\/leap\/beats/, 'network: transmit, links, order'],
  [/\/src\/cluster\/leap\//, 'leap: certificates, cadences, moving'],
  [/\/src\/cluster\/(network|sides)/, 'network: transmit, links, order'],
  [/\/src\/cluster\/(host-effects|processes|timers|dispatch|world|clocks|peers)/, 'hosts: dispatch, effects, timers'],
  [/\/src\/cluster\/monitors/, 'watches: heartbeats and standing checks'],
  [/\/src\/cluster\/(protocol-service|conditions|views|minimal-sets|component-service)/, 'conditions of services'],
  [/\/src\/cluster\/(faults|fault-effects|nodes|domains|sources)/, 'faults and boots'],
  [/\/src\/cluster\//, 'the rest of the world'],
  [/\/src\/measures\//, 'ledgers'],
]

/** Shares of the time by area, greatest first. */
export function areasOf({ nodes, samples = [], timeDeltas = [] }: CpuProfile): [string, number][] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const time = new Map<string, number>()
  let total = 0
  for (const [i, id] of samples.entries()) {
    const name = names.get(id)!
    if (name === '') continue
    time.set(name, (time.get(name) ?? 0) + timeDeltas[i])
    total += timeDeltas[i]
  }
  return [...time].map(([name, t]): [string, number] => [name, t / total]).sort(([, a], [, b]) => b - a)
}

function nameOf({ functionName, url }: { functionName: string; url: string }): string {
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(idle)' || functionName === '(root)') return ''
  return areas.find(([files]) => files.test(url))?.[1] ?? 'built-in functions of V8'
}
