import { describe, expect, it } from 'vitest'
import { TEMPLATE } from '../../src/cli/commands/init.js'
import type { Experiments } from '../../src/cli/experiments.js'
import type { Variation } from '../../src/experiments/index.js'
import { KernelLimitError } from '../../src/kernel/index.js'
import type { OutageStory } from '../../src/results/index.js'
import { interrupted, webShop } from '../report/fixtures.js'
import { fake, nines } from './fake-world.js'

const busy = `version: 1
name: busy
horizon: 1y
nodes: { web: { count: 3, mtbf: 60d, mttr: 10m } }
services: { shop: { on: web, balancer: {} } }
workload: { w: { to: shop, arrivals: { poisson: 2/s }, service: 5ms, timeout: 1s } }
expect: ["latency(w, p99) <= 1s", "availability(shop) >= 9%", "request-availability(w) >= 9%"]
`

const files = {
  'shop.yaml': TEMPLATE,
  'pair.yaml': TEMPLATE.replace('Web shop in three zones', 'A pair'),
  'busy.yaml': busy,
}

describe('nines', () => {
  it('alone prints short help with two examples and exits 2', async () => {
    const on = fake()
    expect(await nines('', on)).toBe(2)
    expect(on.out()).toBe('')
    expect(on.err().match(/^ {2}nines /gm)).toHaveLength(2)
    expect(on.err().split('\n').length).toBeLessThan(10)
  })

  it('--help leads with examples and fits 80 columns', async () => {
    const on = fake()
    expect(await nines('--help', on)).toBe(0)
    expect(on.out().startsWith('Examples:')).toBe(true)
    for (const line of on.out().split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('helps with every command, examples first where there are any, in 80 columns', async () => {
    for (const command of ['run', 'solve', 'trace', 'validate', 'print', 'schema', 'init', 'explain', 'calc']) {
      const on = fake()
      expect(await nines(`${command} --help`, on), command).toBe(0)
      for (const line of on.out().split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    }
  })

  it('--version prints the version', async () => {
    const on = fake()
    expect(await nines('--version', on)).toBe(0)
    expect(on.out()).toBe('9.9.9\n')
  })

  it.each([
    ['rnu shop.yaml', /unknown command 'rnu'[\s\S]*Did you mean run\?/],
    ['run', /missing required argument 'file'/],
    ['run shop.yaml --trails 5', /unknown option '--trails'[\s\S]*Did you mean --trials\?/],
    ['run shop.yaml --trials 0', /whole number from 1/],
    ['run shop.yaml --trials 1e3', /whole number from 1/],
    ['run shop.yaml --precision 5', /share/],
    ['run shop.yaml --precision 0%', /above 0%/],
    ['run shop.yaml --format xml', /Allowed choices are text, json, markdown, junit/],
    ['run shop.yaml --color sometimes', /Allowed choices are auto, always, never/],
    ['run shop.yaml pair.yaml --trace t.ndjson', /--trace takes a single scenario/],
    ['run shop.yaml --dry-run --format junit', /no junit format/],
    ['run shop.yaml --fidelity none', /Allowed choices are leap, full/],
    [
      'run shop.yaml busy.yaml --time-only',
      /busy.yaml expects `latency\(w, p99\) <= 1s` and `request-availability\(w\) >= 9%`\n {2}= help: --time-only leaves/,
    ],
    ['run busy.yaml --time-only --dry-run', /busy.yaml expects/],
    ['trace busy.yaml --time-only --trial 1', /busy.yaml expects/],
    ['trace shop.yaml', /an outage needs --trial/],
    ['trace shop.yaml --from 10s', /--from needs --to/],
    ['trace shop.yaml --to 10s', /--to needs --from/],
    ['trace shop.yaml --from 12s --to 10s', /ends before it begins: --from 12s --to 10s/],
    ['trace shop.yaml --from 10 --to 12s', /unit[\s\S]*10s/],
    ['trace shop.yaml --from 10s --to 100y', /--to 100y is after the trial has ended[\s\S]*horizon/],
    ['trace shop.yaml --from -1d --to 12s', /--from -1d is before the trial begins[\s\S]*warm-up/],
    ['trace shop.yaml --from 1s --to 2s --outage worst', /--outage cannot stand beside --from and --to/],
    ['trace shop.yaml --trial 1 --outage first', /"worst" or a number from 1/],
    ['trace shop.yaml --trial 1 --service shpo', /no service `shpo`[\s\S]*did you mean shop/],
    ['run nowhere.yaml', /cannot read `nowhere.yaml`: no such file/],
    ['run /forbidden.yaml', /cannot read `\/forbidden.yaml`: permission denied/],
    ['run shop.yaml -o /forbidden/x', /cannot write `\/forbidden\/x`: permission denied/],
    ['run shop.yaml --trace /forbidden/x', /cannot write `\/forbidden\/x`: permission denied/],
  ])('%s is bad usage: exit code 2, a reason, nothing on standard output', async (line, reason) => {
    const on = fake({ files })
    expect(await nines(line, on)).toBe(2)
    expect(on.err()).toMatch(reason)
    expect(on.asked).toEqual([])
    expect(on.out()).toBe('')
    expect(on.err()).not.toContain('    at ')
  })
})

describe('nines run', () => {
  it('prints the result on standard output and exits with its verdict', async () => {
    for (const [verdict, code] of [
      ['pass', 0],
      ['fail', 1],
      ['unknown', 3],
    ] as const) {
      const on = fake({ files, result: { verdict } })
      expect(await nines('run shop.yaml', on)).toBe(code)
      expect(on.out()).toMatch(new RegExp(`^${verdict.toUpperCase()}  Web shop in three zones`))
      expect(on.err()).toBe('')
    }
  })

  it('hands the options to the simulator as they were given', async () => {
    const on = fake({ files })
    await nines('run shop.yaml --seed s --trials 7 --precision 2.5% --workers 3', on)
    expect(on.asked[0]).toMatchObject({ seed: 's', trials: 7, precision: 0.025, workers: 3, file: 'shop.yaml' })
    await nines('run shop.yaml', on)
    expect(on.asked[1]).toMatchObject({ seed: undefined, trials: undefined, precision: undefined, workers: 2 })
    expect([on.asked[1].fidelity, on.asked[1].timeOnly]).toEqual([undefined, undefined])
  })

  it.each(['run shop.yaml', 'run shop.yaml --dry-run', 'run shop.yaml --trace t', 'trace shop.yaml --trial 3'])(
    'varies what is simulated in all that is simulated: %s',
    async line => {
      const asked: Variation[] = []
      const hear = <T>(answer: T) => {
        return (_: unknown, options: Variation): T => {
          asked.push(options)
          return answer
        }
      }
      const told = await (await fake().world.experiments()).forecast(null!, null!)
      const experiments: Partial<Experiments> = {
        runStudy: hear(Promise.resolve(webShop)),
        forecast: hear(told),
        traceTrial: hear(undefined),
        traceOutage: hear(null),
      }
      const on = fake({ files, experiments })
      await nines(`${line} --fidelity full --time-only`, on)
      expect(asked.length).toBeGreaterThan(0)
      for (const options of asked) expect(options).toMatchObject({ fidelity: 'full', timeOnly: true })
    },
  )

  it('reports each of several files and exits with the worst', async () => {
    let n = 0
    const verdicts = ['fail', 'pass'] as const
    const runStudy = async () => ({ ...webShop, verdict: verdicts[n++] })
    const on = fake({ files, experiments: { runStudy } })
    expect(await nines('run shop.yaml pair.yaml', on)).toBe(1)
    expect(on.out().match(/^(FAIL|PASS) {2}/gm)).toEqual(['FAIL  ', 'PASS  '])
  })

  it('prints one JSON document: a result, or an array of them', async () => {
    const one = fake({ files })
    await nines('run shop.yaml --format json', one)
    expect(JSON.parse(one.out()).format).toBe('nines.run/1')
    const two = fake({ files })
    await nines('run shop.yaml pair.yaml --format json', two)
    expect(JSON.parse(two.out()).map((r: typeof webShop) => r.scenario.name)).toEqual([
      'Web shop in three zones',
      'A pair',
    ])
  })

  it('runs nothing when one of several files is broken, and says all that is wrong', async () => {
    const on = fake({ files: { ...files, 'bad.yaml': 'version: 1\nname: x\nhorizn: 1y\nnodes: { a: {} }\n' } })
    expect(await nines('run shop.yaml bad.yaml', on)).toBe(2)
    expect(on.asked).toEqual([])
    expect(on.err()).toMatch(/error\[S\d+\][\s\S]*bad.yaml:3:1/)
    expect(on.err()).toContain('horizon')
  })

  it('writes to the file named, without colour even when asked for on a terminal', async () => {
    const on = fake({ files, tty: true })
    await nines('run shop.yaml -o out.txt', on)
    expect(on.out()).toBe('')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no escape sequence in a file
    expect(on.files.get('out.txt')).toMatch(/^FAIL[^\u001b]*$/)
  })

  it('colours by flag and obeys NO_COLOR', async () => {
    const colored = fake({ files, tty: true })
    await nines('run shop.yaml', colored)
    expect(colored.out()).toContain('\u001b[')
    const plain = fake({ files, tty: true, env: { NO_COLOR: '1' } })
    await nines('run shop.yaml', plain)
    expect(plain.out()).not.toContain('\u001b[')
    const forced = fake({ files })
    await nines('run shop.yaml --color always', forced)
    expect(forced.out()).toContain('\u001b[')
  })

  it('-q prints the verdict line only', async () => {
    const on = fake({ files, tty: true, env: { NO_COLOR: '1' }, tick: 1000 })
    await nines('run shop.yaml -q', on)
    expect(on.out().trim().split('\n')).toHaveLength(1)
    expect(on.err()).toBe('')
  })

  it('writes the records of the first trial, one JSON object a line', async () => {
    const on = fake({ files })
    await nines('run shop.yaml --trace t.ndjson', on)
    expect(on.files.get('t.ndjson')).toBe('{"at":0,"what":"start","trial":1}\n')
  })

  it('forecasts without running the study', async () => {
    const on = fake({ files, tick: 1000 })
    expect(await nines('run shop.yaml --dry-run --workers 1', on)).toBe(0)
    // The probe's study of 12,345,678 events took the one second between two looks at the clock, after one for starting.
    expect(on.out()).toMatch(/time +about 1s with 1 worker\n/)
    expect(on.asked.every(study => study.trials !== undefined)).toBe(true)
  })

  it('at the first Ctrl-C prints what is known, marked, and exits 130; at the second ends', async () => {
    const on = fake({
      files,
      experiments: {
        async runStudy(_scenario, study) {
          on.interrupt()
          expect(study.stop).toEqual({ requested: true })
          expect(on.aborted).toEqual([])
          on.interrupt()
          return interrupted
        },
      },
    })
    expect(await nines('run shop.yaml pair.yaml', on)).toBe(130)
    expect(on.out()).toContain('INCOMPLETE: interrupted after 57 of 200 trials')
    expect(on.err()).toContain('press Ctrl-C again')
    expect(on.aborted).toEqual([130])
    // Listens no longer.
    on.interrupt()
    expect(on.aborted).toEqual([130])
  })
})

describe('an internal error', () => {
  const broken = () =>
    fake({
      files,
      experiments: {
        runStudy() {
          throw new TypeError('x is not a function')
        },
      },
    })

  it('exits 70 with what to report and no stack', async () => {
    const on = broken()
    expect(await nines('run shop.yaml --seed abc', on)).toBe(70)
    expect(on.err()).toMatch(/error\[X900\]: internal error: TypeError: x is not a function/)
    expect(on.err()).toMatch(/nines 9\.9\.9/)
    expect(on.err()).toMatch(/seed abc/)
    expect(on.err()).not.toMatch(/^ +at /m)
  })

  it('shows the stack to those who ask', async () => {
    const on = broken()
    const world = { ...on.world, env: { NINES_DEBUG: '1' } }
    await nines('run shop.yaml', { ...on, world })
    expect(on.err()).toMatch(/^ +at /m)
  })
})

it('says which limit a study met, and what to do', async () => {
  const runStudy = () => {
    throw new KernelLimitError('max-events', 'more than 1000 events', { maxEvents: 1000 })
  }
  const on = fake({ files, experiments: { runStudy } })
  expect(await nines('run shop.yaml', on)).toBe(2)
  expect(on.err()).toMatch(/^error\[R410\]: more than 1000 events\n {2}= help: a shorter `horizon`, .{1,60}\n$/)
})

it('says what makes a study slow when it meets a limit for it', async () => {
  const runStudy = () => {
    throw new KernelLimitError('max-events', 'more than 1000 events', { slow: 'db: its links reorder messages' })
  }
  const on = fake({ files, experiments: { runStudy } })
  expect(await nines('run shop.yaml', on)).toBe(2)
  expect(on.err()).toMatch(/^.+ 1000 events\n {2}= note: db: its links reorder messages\n {2}= help: .+\n$/)
})

it('stops while there is memory left to merge the trials, prints what is known, and says so', async () => {
  const runStudy: Experiments['runStudy'] = async (_scenario, { onProgress, stop }) => {
    expect(stop!.requested).toBe(false)
    onProgress!({ done: 57, asked: 200, simulated: 1e15, precision: 0, unavailability: null })
    expect(stop!.requested).toBe(true)
    return interrupted
  }
  const on = fake({ files, memory: () => 0.9, experiments: { runStudy } })
  expect(await nines('run shop.yaml --quiet', on)).toBe(2)
  expect(on.out()).toContain(interrupted.scenario.name)
  expect(on.err()).toMatch(/^error\[R410\]: the outages of 57 trials fill the memory/)
})

it('takes no more threads than processors can feed, whatever is asked', async () => {
  const on = fake({ files })
  await nines('run shop.yaml --workers 1000', on)
  expect(on.asked[0].workers).toBe(16)
})

describe('nines trace', () => {
  const story: OutageStory = {
    format: 'nines.trace/1',
    scenario: webShop.scenario,
    trial: 17,
    service: 'shop',
    outage: 1,
    outages: 1,
    start: 1e12,
    length: 6e8,
    censored: false,
    phases: { detect: 0, decide: 0, restore: 0, repair: 6e8 },
    causes: [],
    lines: [{ at: 1e12, subject: 'shop', kind: 'down', text: 'not available' }],
    omitted: 0,
    reproduce: 'nines trace shop.yaml --trial 17 --outage 1',
  }

  it('tells the story, or prints it as JSON', async () => {
    const on = fake({ files, experiments: { traceOutage: () => story } })
    expect(await nines('trace shop.yaml --trial 17 --outage worst', on)).toBe(0)
    expect(on.out()).toMatch(/^shop down for 10m/)
    const json = fake({ files, experiments: { traceOutage: () => story } })
    await nines('trace shop.yaml --trial 17 --format json', json)
    expect(JSON.parse(json.out())).toEqual(story)
  })

  it('says when the trial has no such outage', async () => {
    const traceOutage: Experiments['traceOutage'] = (_, { outage }) => (outage === 'worst' ? story : null)
    const on = fake({ files, experiments: { traceOutage } })
    expect(await nines('trace shop.yaml --trial 17 --outage 3', on)).toBe(2)
    expect(on.err()).toBe('error: trial 17 has 1 outage of `shop`, and no outage 3\n')
    const quiet = fake({ files })
    expect(await nines('trace shop.yaml --trial 17', quiet)).toBe(2)
    expect(quiet.err()).toBe('error: trial 17 saw no outage\n  = help: --service names one of orders, shop\n')
  })

  it('says what a service is called', async () => {
    const on = fake({ files })
    expect(await nines('trace shop.yaml --trial 17 --service shpo', on)).toBe(2)
    expect(on.err()).toBe('error: shop.yaml has no service `shpo`\n  = help: did you mean shop?\n')
    const other = fake({ files })
    expect(await nines('trace shop.yaml --trial 17 --service mail', other)).toBe(2)
    expect(other.err()).toBe('error: shop.yaml has no service `mail`\n  = help: its services are orders, shop\n')
  })
})

describe('nines init', () => {
  it('writes a scenario that is valid without a warning, and says what to do next', async () => {
    const on = fake()
    expect(await nines('init my.yaml', on)).toBe(0)
    expect(on.err()).toBe('wrote my.yaml; next: nines run my.yaml\n')
    expect(on.files.get('my.yaml')).toContain('nines run my.yaml')
    expect(await nines('validate my.yaml', on)).toBe(0)
    expect(on.out()).toBe('my.yaml: valid (9 nodes, 2 services, 2 expectations)\n')
  })

  it('does not replace a file unless told to', async () => {
    const on = fake({ files })
    expect(await nines('init shop.yaml', on)).toBe(2)
    expect(on.err()).toContain('`shop.yaml` exists already')
    expect(await nines('init shop.yaml --force', on)).toBe(0)
  })
})

describe('nines explain', () => {
  it('prints the page of a code, in any case of letters', async () => {
    const on = fake()
    expect(await nines('explain s101', on)).toBe(0)
    expect(on.out()).toMatch(/^error\[S101\]: [\s\S]*Wrong:[\s\S]*Right:/)
    for (const line of on.out().split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('lists all codes, in 80 columns, and knows every one it lists', async () => {
    const on = fake()
    expect(await nines('explain', on)).toBe(0)
    const lines = on.out().trimEnd().split('\n')
    for (const line of lines) {
      expect(line.length, line).toBeLessThanOrEqual(80)
      expect(await nines(`explain ${line.slice(0, 4)}`, fake()), line).toBe(0)
    }
  })

  it('knows the codes that a study prints', async () => {
    for (const code of ['R401', 'R406', 'R407', 'R408', 'R409', 'R410', 'X900'])
      expect(await nines(`explain ${code}`, fake()), code).toBe(0)
  })

  it('suggests the code meant', async () => {
    const on = fake()
    expect(await nines('explain S10l', on)).toBe(2)
    expect(on.err()).toMatch(/no code `S10l`[\s\S]*did you mean S10\d\?/)
  })
})

describe('nines validate, print and schema', () => {
  const bad = 'version: 1\nname: x\nhorizon: 1y\nnodes: { a: { mtfb: 30d } }\n'

  it('prints problems with their place, in four formats', async () => {
    const text = fake({ files: { 'bad.yaml': bad } })
    expect(await nines('validate bad.yaml', text)).toBe(2)
    expect(text.err()).toMatch(/did you mean `mtbf`\?/)
    const json = fake({ files: { 'bad.yaml': bad } })
    expect(await nines('validate bad.yaml --format json', json)).toBe(2)
    expect(JSON.stringify(JSON.parse(json.out()))).toContain('"line":4')
    const github = fake({ files: { 'bad.yaml': bad } })
    await nines('validate bad.yaml --format github', github)
    expect(github.out()).toMatch(/^::error file=bad.yaml,line=4/m)
    const concise = fake({ files: { 'bad.yaml': bad } })
    await nines('validate bad.yaml --format concise', concise)
    expect(concise.out()).toMatch(/^bad.yaml:4:\d+: error\[S\d+\]/)
  })

  it('prints a scenario that means the same', async () => {
    const on = fake({ files })
    expect(await nines('print --resolved shop.yaml -o whole.yaml', on)).toBe(0)
    expect(on.files.get('whole.yaml')).toMatch(/# default$/m)
    expect(await nines('validate whole.yaml', on)).toBe(0)
  })

  it('prints the JSON Schema', async () => {
    const on = fake()
    expect(await nines('schema', on)).toBe(0)
    expect(JSON.parse(on.out()).$schema).toBe('http://json-schema.org/draft-07/schema#')
  })
})
