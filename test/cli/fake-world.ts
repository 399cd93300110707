import type { Experiments, StudyOptions } from '../../src/cli/experiments.js'
import { main } from '../../src/cli/program.js'
import type { World } from '../../src/cli/world.js'
import type { OutageStory, RunResult, SpaceTime } from '../../src/results/index.js'
import { webShop } from '../report/fixtures.js'

export interface Fake {
  readonly world: World
  /** What was asked of the simulator. */
  readonly asked: StudyOptions[]
  readonly files: Map<string, string>
  out(): string
  err(): string
  /** Presses Ctrl-C. */
  interrupt(): void
  readonly aborted: number[]
}

export interface FakeOptions {
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly tty?: boolean
  /** Milliseconds that pass between two looks at the clock. */
  readonly tick?: number
  readonly memory?: () => number
  readonly result?: Partial<RunResult>
  readonly experiments?: Partial<Experiments>
  /** What modules export, by the last part of their names. */
  readonly modules?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** A machine of a few files and a clock that ticks when looked at; its simulator answers with a result on file. */
export function fake(options: FakeOptions = {}): Fake {
  const texts = { out: '', err: '' }
  const files = new Map(Object.entries(options.files ?? {}))
  const asked: StudyOptions[] = []
  const aborted: number[] = []
  const handlers = new Set<() => void>()
  let time = 0
  const experiments: Experiments = {
    async runStudy(scenario, study) {
      asked.push(study)
      study.onProgress?.({ done: 1, asked: 200, simulated: 1e15, precision: 0, unavailability: null })
      const name = scenario.name
      return { ...webShop, scenario: { ...webShop.scenario, name, file: study.file }, ...options.result }
    },
    forecast: () => ({
      trials: 200,
      horizon: 1e12,
      eventsPerTrial: 1000,
      outagesPerTrial: 6,
      events: 200_000,
      leapt: null,
      relativeHalfWidth: 0.05,
      trialsForPrecision: null,
      method: 'by hand',
      notes: [],
    }),
    traceOutage: (): OutageStory | null => null,
    traceWindow: (_scenario, { trial, from, to }): SpaceTime => ({
      format: 'nines.space-time/1',
      version: '9.9.9',
      scenario: webShop.scenario,
      trial,
      service: 'shop',
      kind: '4 of 6',
      round: '',
      from,
      to,
      lanes: [{ id: 'web-1', kind: 'member', first: null }],
      up: true,
      faults: [],
      moments: [],
      told: to,
      reproduce: 'nines trace shop.yaml',
    }),
    traceTrial: (_scenario, { trial }, sink) => sink({ at: 0, what: 'start', trial }),
    ...options.experiments,
  }
  const noSuchFile = Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
  const refuse = (path: string): void => {
    if (path.startsWith('/forbidden')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' })
  }
  const read = (path: string): string => {
    refuse(path)
    const text = files.get(path)
    if (text === undefined) throw noSuchFile
    return text
  }
  const world: World = {
    stdout: { write: text => (texts.out += text), isTTY: options.tty },
    stderr: { write: text => (texts.err += text), isTTY: options.tty, columns: 80 },
    env: options.env ?? {},
    version: '9.9.9',
    files: {
      async read(path) {
        return new TextEncoder().encode(read(path))
      },
      readNow: path => new TextEncoder().encode(read(path)),
      async write(path, text) {
        refuse(path)
        files.set(path, text)
      },
      check: async path => refuse(path),
      exists: async path => files.has(path),
      async open(path) {
        refuse(path)
        files.set(path, '')
        return { write: text => void files.set(path, files.get(path) + text), close() {} }
      },
    },
    now: () => (time += options.tick ?? 0),
    cpus: 2,
    memory: options.memory ?? (() => 0),
    onInterrupt(handler) {
      handlers.add(handler)
      return () => handlers.delete(handler)
    },
    abort: code => void aborted.push(code),
    module: async url =>
      options.modules?.[url.slice(url.lastIndexOf('/') + 1)] ?? Promise.reject(new Error('no such module')),
    experiments: async () => experiments,
  }
  const interrupt = (): void => {
    for (const handler of handlers) handler()
  }
  return { world, asked, files, aborted, interrupt, out: () => texts.out, err: () => texts.err }
}

/** Runs a command line, words parted by spaces. */
export function nines(line: string, on: Fake): Promise<number> {
  return main(line === '' ? [] : line.split(' '), on.world)
}
