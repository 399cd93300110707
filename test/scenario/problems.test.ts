import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { helpOf, messageOf, pages, renderText } from '../../src/diagnostics/index.js'
import { loadScenario } from '../../src/scenario/index.js'

const head = 'version: 1\nname: x\nhorizon: 10y\n'

/** Problems as `line:column code message (help)`. */
function told(text: string): string[] {
  return loadScenario(text, 'x.yaml').problems.map(p => {
    const help = helpOf(p)
    return `${p.span?.line}:${p.span?.column} ${p.code} ${messageOf(p)}${help.length === 0 ? '' : ` (${help[0]})`}`
  })
}

const toldOf = (text: string) => told(head + text)

describe('problems of a file', () => {
  it('are told all at once, in the order of the file', () => {
    expect(
      told(`version: 1
horizon: 1 month
zones:
  a: { mtfb: 2y, mttr: 45m }
  b: { mtbf: 2y, mttr: 45 }
nodes:
  web: { count: 6, spread: zons, mtbf: 60d, mttr: 5m }
services:
  shop: { on: wbe, needs: 4 of 5, depends-on: [shop, orders] }
expect:
  - availability(shp) >= 99.95%
  - longest-outge(shop) <= 15m
`),
    ).toEqual([
      '1:1 S102 missing key `name` (`name`: what the report is called)',
      '2:12 S106 there is no month among the units, as months differ; write days: `1 month` in `horizon` (did you mean `30d`?)',
      '4:8 S101 unknown key `mtfb` in zone `a` (did you mean `mtbf`?)',
      '5:24 S105 a duration needs a unit: `45` in `mttr` of zone `b` (add a unit, for example `45s`)',
      '7:28 S211 there are no domains of the kind `zons` (did you mean `zones`?)',
      '9:15 S201 there is no node or group of nodes `wbe` (did you mean `web`?)',
      '9:48 S202 services depend on each other in a circle: `shop` on `shop`',
      '9:54 S201 there is no service `orders` (there is `shop`)',
      '11:18 S201 there is no service or node or domain `shp` (did you mean `shop`?)',
      '12:5 S208 there is no metric `longest-outge` (did you mean `longest-outage`?)',
    ])
  })

  it('count a misspelt required key once, and go on as if it were spelt right', () => {
    expect(
      told('version: 1\nnaem: x\nhorizon: 10y\nnods: { web: { mtbf: 60d, mttr: 5m } }\nservices: { s: { on: web } }'),
    ).toEqual([
      '2:1 S101 unknown key `naem` (did you mean `name`?)',
      '4:1 S101 unknown key `nods` (did you mean `nodes`?)',
    ])
  })

  it('say nothing of what would have been named by a key that is missing', () => {
    expect(toldOf('services: { s: { on: web } }')).toEqual(['1:1 S102 missing key `nodes` (`nodes`: the machines)'])
    expect(toldOf('nodes: { web: {} }\nservices: { s: {} }')).toEqual([
      '5:16 S102 missing key `on` in service `s` (`on`: the nodes it runs on)',
    ])
  })

  it('name what is there once, though a node without a count is a group too', () => {
    expect(toldOf('nodes: { web: {} }\nservices: { s: { on: qqqq } }')).toEqual([
      '5:22 S201 there is no node or group of nodes `qqqq` (there is `web`)',
    ])
  })

  it('ask for a unit only where one is missing', () => {
    const mtbf = (text: string) => toldOf(`nodes: { web: { mtbf: ${text}, mttr: 5m } }`)
    expect(mtbf('30')).toEqual([expect.stringMatching(/S105 .*\(add a unit, for example `30s`\)$/)])
    expect(mtbf('.inf')).toEqual([
      '4:23 S106 an infinite quantity cannot be used: `.inf` in `mtbf` of node `web` (expected a duration such as `30s`)',
    ])
    expect(toldOf('nodes: { web: {} }\nservices: { s: { on: web, needs: 0 } }')).toEqual([
      '5:34 S106 a service needs one member at least: `0` in `needs` of service `s` (did you mean `any`?)',
    ])
  })

  it('let a mean be longer than any time that is counted, as data sheets have it', () => {
    const text = 'nodes: { ssd: { mtbf: 2500000h, mttr: 1h } }'
    const { scenario, problems } = loadScenario(`${head}${text}`, 'x.yaml')
    expect(problems).toEqual([])
    expect(scenario!.nodes[0].failures[0].lifetime).toEqual({ kind: 'exponential', mean: 9e15 })
    expect(told(`version: 1\nname: x\nhorizon: 2500000h\n${text}`)).toEqual([
      '3:10 S203 longer than 285 years, the most that time can be counted to: `2500000h` in `horizon` (the most is `285y`)',
    ])
  })

  it('know the words of other tools', () => {
    expect(toldOf('nodes: { web: { replicas: 3, zone: a, mtbf: 60d, mttr: 5m } }\nzones: { a: {} }')).toEqual([
      '4:17 S101 unknown key `replicas` in node `web` (did you mean `count`?)',
      '4:30 S101 unknown key `zone` in node `web` (did you mean `in`?)',
    ])
  })

  it('do not breed: what could not be read is not told to be missing', () => {
    expect(toldOf('nodes: [web]\nservices: { s: { on: web } }\nexpect: [availability(web) >= 99%]')).toHaveLength(1)
    expect(
      toldOf('nodes: { web: { count: many, mtbf: 60d, mttr: 5m } }\nservices: { s: { on: web-3, needs: 2 } }'),
    ).toEqual(['4:24 S103 expected a whole number from 1 to 1000000, found `many` in `count` of node `web`'])
    expect(
      toldOf('nodes: { web: { mtbf: 60d, mttr: 5m } }\nservices: 5\nexpect: [availability(s) >= 99%]'),
    ).toHaveLength(1)
    expect(toldOf('nodes: { web: { in: a, mtbf: 60d, mttr: 5m } }\nzones: [a]')).toHaveLength(1)
  })

  it('name the circle of dependencies', () => {
    const services =
      'services: { a: { on: web, depends-on: b }, b: { on: web, depends-on: { c: soft } }, c: { on: web, depends-on: [a] } }'
    expect(toldOf(`nodes: { web: { mtbf: 60d, mttr: 5m } }\n${services}`)).toEqual([
      '5:39 S202 services depend on each other in a circle: `a` on `b` on `c` on `a`',
    ])
  })

  it('point into the line of an expectation', () => {
    const about = (line: string) =>
      toldOf(
        `nodes: { web: { mtbf: 60d, mttr: 5m } }\nservices: { s: { on: web } }\nworkload: { u: { to: s, arrivals: { poisson: 1/s } } }\nexpect:\n  - ${line}`,
      )
    expect(about('availability(s) >= 99.95')).toEqual([
      '8:24 S105 a share cannot be more than the whole: `99.95` (add a unit, for example `99.95%`)',
    ])
    expect(about('availability(s) >= 99.95% at 120%')).toEqual([
      '8:34 S107 a confidence level is from 50% to below 100%, not `120%`',
    ])
    expect(about('latency(s, p99) <= 1s')).toEqual(['8:13 S209 `latency` is of a workload, and `s` is a service'])
    expect(about('latency(u) <= 1s')).toEqual([
      '8:5 S209 `latency` needs a quantile (write `latency(shoppers, p99) <= 250ms`)',
    ])
    expect(about('latency(u, 99th) <= 1s')).toEqual([
      '8:16 S209 `99th` is no quantile (write `latency(shoppers, p99) <= 250ms`)',
    ])
    expect(about('outages(s, p99) <= 3')).toEqual(['8:16 S209 `outages` takes no `p99`: it is one number'])
    expect(about('outages(s) <= 3h')[0]).toContain('8:19 S106 this metric is a number without unit: `3h`')
    expect(about('failover(s, p99) <= 3h')).toEqual([
      '8:5 S209 `failover(s)` is for services with a `standby` or a `protocol` that has a leader',
    ])
    expect(about('months-broken(s) <= 3%')[0]).toContain('needs an expected `availability`')
    expect(about('availability(s) == 99%')[0]).toContain('8:5 S119')
    expect(about('availability(s) >= ')[0]).toContain('8:5 S119')
    expect(about(`availability(${'s'.repeat(500)}) >= 99%`)[0]).toContain('S119')
  })

  it.each([
    ['nodes: { web: { mtbf: 60d } }', 'S102', '`mtbf` needs `mttr` or `repair` beside it in node `web`'],
    ['nodes: { web: { mttr: 5m } }', 'S102', '`mttr` needs `mtbf` beside it in node `web`'],
    [
      'nodes: { web: { mtbf: 60d, mttr: 5m, repair: {} } }',
      'S110',
      '`repair` cannot stand beside `mttr` in node `web`',
    ],
    ['nodes: { web: { mtbf: }}', 'S103', 'there is no value here in `mtbf` of node `web`'],
    [
      'nodes: { web: { mtbf: 60d, mttr: 5m, disk: { sync: 1ms, fsync: 2ms } } }',
      'S104',
      '`fsync` is another name for `sync`, which stands here too',
    ],
    [
      'nodes: { web: { mtbf: 60d, mttr: 3m..1m } }',
      'S118',
      'the range `3m..1m` ends before it begins in `mttr` of node `web`',
    ],
    [
      'nodes: { web: { mtbf: 60d, mttr: { exponential: 1m, constant: 1m } } }',
      'S110',
      'a law is one key, this map has 2 in `mttr` of node `web`',
    ],
    [
      'nodes: { web: { mtbf: 60d, mttr: { mixture: [{ weight: 50%, law: 1m }] } } }',
      'S118',
      'the weight of this mixture law must be one in sum in `mixture` of `mttr` of node `web`',
    ],
    ['nodes: { clients: { mtbf: 60d, mttr: 5m } }', 'S117', 'the name `clients` stands for those outside the cluster'],
    [
      'nodes: { a-1: { mtbf: 60d, mttr: 5m }, a: { count: 2, mtbf: 60d, mttr: 5m } }',
      'S206',
      'there are two nodes called `a-1`',
    ],
  ])('%s', (text, code, message) => {
    const found = loadScenario(head + text, 'x').problems
    expect(found.map(p => [p.code, messageOf(p)])).toContainEqual([code, message])
  })

  it('carry edits that mend the file', () => {
    const text = `${head}nodes: { web: { mtfb: 60d, mttr: 300 } }`
    const edits = loadScenario(text, 'x').problems.flatMap(p => p.suggestion?.edits ?? [])
    const mended = edits
      .sort((a, b) => b.span.start - a.span.start)
      .reduce((t, { span, replacement }) => t.slice(0, span.start) + replacement + t.slice(span.end), text)
    expect(mended).toBe(`${head}nodes: { web: { mtbf: 60d, mttr: 300s } }`)
    expect(loadScenario(mended, 'x').problems).toEqual([])
  })

  it('look like this', () => {
    const { problems, sources } = loadScenario(
      `${head}nodes:\n  n2:\n    mtfb: 30d\n    mttr: 5m\n`,
      'scenarios/three.yaml',
    )
    expect(renderText(problems, { sources })).toBe(`error[S101]: unknown key \`mtfb\` in node \`n2\`
 --> scenarios/three.yaml:6:5
  |
5 |   n2:
6 |     mtfb: 30d
  |     ^^^^
  = help: did you mean \`mtbf\`?
`)
  })
})

describe('codes', () => {
  it('in the source all have a page, and every page has its code in the source', () => {
    const files = readdirSync('src/scenario', { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.ts'),
    )
    const used = files.flatMap(
      name => readFileSync(join('src/scenario', name), 'utf8').match(/(?<=')S\d{3}(?=')/g) ?? [],
    )
    expect([...new Set(used)].sort()).toEqual(pages.map(page => page.code).filter(code => code.startsWith('S')))
  })
})
