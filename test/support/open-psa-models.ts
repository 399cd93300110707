/** Small models that between them use every part of the Open-PSA format that SCRAM 0.16 reads, for fault trees. */
const tree = (gates: string, data: string, groups = '') =>
  `<opsa-mef><define-fault-tree name="T">${gates}</define-fault-tree>${groups}<model-data>${data}</model-data></opsa-mef>`
const event = (name: string, expression: string) =>
  `<define-basic-event name="${name}">${expression}</define-basic-event>`
const float = (value: number | string) => `<float value="${value}"/>`
const parameter = (name: string, expression: string) =>
  `<define-parameter name="${name}">${expression}</define-parameter>`
const floats = (...values: (number | string)[]) => values.map(float).join('')
const time = '<system-mission-time/>'

/** One event whose probability is what an expression comes to. */
const single = (expression: string, more = '') =>
  tree(
    '<define-gate name="top"><or><basic-event name="x"/><basic-event name="never"/></or></define-gate>',
    event('x', expression) + event('never', float(0)) + more,
  )

/** SCRAM refuses what could leave [0, 1], going by the range of the function. */
const within = (expression: string) => `<max>${float(0)}<min>${float(1)}${expression}</min></max>`

const names = ['a', 'b', 'c', 'd']
const members = names.map(name => `<basic-event name="${name}"/>`).join('')
const group = (model: string, factors: readonly (readonly [number, number])[]) =>
  `<define-CCF-group name="G" model="${model}"><members>${members}</members><distribution>${float(0.1)}</distribution>` +
  `<factors>${factors.map(([level, value]) => `<factor level="${level}">${float(value)}</factor>`).join('')}</factors></define-CCF-group>`
const common = (model: string, factors: readonly (readonly [number, number])[]) =>
  tree(`<define-gate name="top"><atleast min="3">${members}</atleast></define-gate>`, '', group(model, factors))

/** Failure rates, times between tests and so on, in the orders of magnitude of the trade. */
const TEST = ['1e-4', '2e-4', '0.02', '720', '100', '0.05', '24'] as const

export const MODELS: Readonly<Record<string, string>> = {
  constant: single(float('0.125')),
  exponential: single(`<exponential>${float('2e-5')}${time}</exponential>`),
  GLM: single(`<GLM>${floats(0.02, '1e-4', '0.01')}${time}</GLM>`),
  Weibull: single(`<Weibull>${floats(9000, 1.7, 300)}${time}</Weibull>`),
  'Weibull before its shift': single(`<Weibull>${floats(9000, 1.7, 9000)}${time}</Weibull>`),
  'periodic test, mended at once': single(`<periodic-test>${floats('1e-4', 720, 100)}${time}</periodic-test>`),
  'periodic test, before the first': single(`<periodic-test>${floats('1e-4', 720, 9000)}${time}</periodic-test>`),
  'periodic test, repaired': single(`<periodic-test>${floats('1e-4', 0.02, 720, 100)}${time}</periodic-test>`),
  'periodic test, full, between tests': single(
    `<periodic-test>${floats(...TEST)}<bool value="false"/>${floats(0.9, 0.02)}${time}</periodic-test>`,
  ),
  'periodic test, full, in a test': single(
    `<periodic-test>${floats(...TEST)}<bool value="true"/>${floats(0.9, 0.02, 8750)}</periodic-test>`,
  ),
  arithmetic: single(
    `<div><sub><mul>${floats(3, 0.25)}</mul><add>${floats(0.1, 0.15)}</add></sub><max>${floats(2, 4)}</max></div>`,
  ),
  functions: single(
    `<mul><exp><neg>${float(2)}</neg></exp><sqrt>${float(2)}</sqrt><pow>${floats(0.5, 3)}</pow><abs>${float(-2)}</abs><log>${float(4)}</log></mul>`,
  ),
  'circular functions': single(
    within(
      `<mul><sin>${float(1)}</sin><cos>${float(1)}</cos><tan>${float(0.5)}</tan><atan>${float(0.7)}</atan><asin>${float(0.3)}</asin><acos>${float(0.2)}</acos><tanh>${float(0.4)}</tanh></mul>`,
    ),
  ),
  logic: single(
    `<ite><and><lt>${floats(1, 2)}</lt><not><eq>${floats(1, 2)}</eq></not></and>${floats(0.25, 0.5)}</ite>`,
  ),
  switch: single(
    `<switch><case><gt>${floats(1, 2)}</gt>${float(0.1)}</case><case><leq>${floats(1, 2)}</leq>${float(0.2)}</case>${float(0.3)}</switch>`,
  ),
  parameters: single(
    `<exponential><parameter name="rate"/>${time}</exponential>`,
    parameter('rate', '<div><parameter name="count"/><float value="1e6"/></div>') +
      parameter('count', '<int value="30"/>'),
  ),
  'uniform deviate': single(`<uniform-deviate>${floats(0.1, 0.3)}</uniform-deviate>`),
  'normal deviate': single(`<normal-deviate>${floats(0.5, 0.05)}</normal-deviate>`),
  'lognormal deviate': single(`<lognormal-deviate>${floats(0.01, 3, 0.95)}</lognormal-deviate>`),
  'gamma deviate': single(`<gamma-deviate>${floats(2, 0.02)}</gamma-deviate>`),
  'beta deviate': single(within(`<beta-deviate>${floats(2, 8)}</beta-deviate>`)),
  histogram: single(
    `<histogram>${float(0)}<bin>${floats(0.1, 3)}</bin><bin>${floats(0.2, 5)}</bin><bin>${floats(0.4, 2)}</bin></histogram>`,
  ),
  'beta factor': common('beta-factor', [[4, 0.2]]),
  'multiple Greek letters': common('MGL', [
    [2, 0.3],
    [3, 0.4],
    [4, 0.5],
  ]),
  'multiple Greek letters, two levels': common('MGL', [
    [2, 0.3],
    [3, 0.4],
  ]),
  'alpha factor': common('alpha-factor', [
    [1, 0.7],
    [2, 0.2],
    [3, 0.06],
    [4, 0.03],
  ]),
  'phi factor': common('phi-factor', [
    [1, 0.6],
    [2, 0.1],
    [3, 0.1],
    [4, 0.2],
  ]),
  'nested formulas and house events': tree(
    '<define-gate name="top"><or><and><basic-event name="a"/><house-event name="on"/><not><house-event name="off"/></not></and>' +
      '<nor><basic-event name="b"/><nand><event name="c"/><constant value="true"/></nand></nor>' +
      '<xor><event name="a" type="basic-event"/><basic-event name="d"/></xor></or></define-gate>' +
      '<define-house-event name="on"><constant value="true"/></define-house-event><define-house-event name="off"/>',
    names.map((name, i) => event(name, float((i + 1) / 10))).join(''),
  ),
  'components with private names': tree(
    '<define-gate name="top"><and><gate name="A.g"/><gate name="B.g"/></and></define-gate>'.replace(
      /"([AB])\.g"/g,
      '"T.$1.g"',
    ) +
      ['A', 'B']
        .map(
          (name, i) =>
            `<define-component name="${name}" role="private"><define-gate name="g"><or><event name="x"/><basic-event name="shared"/></or></define-gate>` +
            `${event('x', float((i + 1) / 10))}</define-component>`,
        )
        .join(''),
    event('shared', float(0.05)),
  ),
}
