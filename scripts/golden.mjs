// Golden fingerprints: what the built package computes, digested, held against test/golden/digests.json. The same file
// must hold on every Node version and machine, and for one thread and for two.
//
//   node scripts/golden.mjs            compare, exit 1 on any difference
//   node scripts/golden.mjs --update   write what is computed now
//   --dist FOLDER                      another build than dist

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const FILE = join(ROOT, 'test/golden/digests.json')
const TRIALS = 2

const dist = process.argv.includes('--dist') ? process.argv[process.argv.indexOf('--dist') + 1] : join(ROOT, 'dist')
const load = room => import(pathToFileURL(resolve(dist, room, 'index.js')).href)

const numerics = await load('numerics')
const laws = await load('laws')
const random = await load('random')
const kernel = await load('kernel')
const statistics = await load('statistics')
const nines = await load('.')

/** Digest of the bits of numbers. */
function ofNumbers(values) {
  return createHash('sha256')
    .update(Buffer.from(Float64Array.from(values).buffer))
    .digest('hex')
    .slice(0, 16)
}

function ofText(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

const times = (n, draw) => Array.from({ length: n }, (_, i) => draw(i))

/** Inputs over many magnitudes, made of whole numbers and divisions only. */
const arguments_ = times(20000, i => ((i * 7919) % 20011) / (((i * 104729) % 1009) + 1))
const small = times(300, i => ((i * 7919) % 307) / (((i * 104729) % 29) + 1) + 0.01)
const shares = times(300, i => (i + 1) / 302)

function* numericCases() {
  const { exp, expm1, log, log1p, log10, pow, erf, erfc, normalCdf, normalQuantile, logGamma } = numerics
  const { gammaP, gammaQ, inverseGammaP, inverseGammaQ, betaI, inverseBetaI, studentQuantile } = numerics
  yield ['exp', arguments_.map(x => exp(x / 30 - 100))]
  yield ['expm1', arguments_.map(x => expm1(x / 3000 - 1))]
  yield ['log', arguments_.map(x => log(x + 1e-9))]
  yield ['log1p', arguments_.map(x => log1p(x / 1e5))]
  yield ['log10', arguments_.map(x => log10(x + 1e-9))]
  yield ['pow', arguments_.map((x, i) => pow(x, ((i % 97) - 48) / 16))]
  yield ['erf', arguments_.map(x => erf(x / 1000 - 3))]
  yield ['erfc', arguments_.map(x => erfc(x / 1000 - 3))]
  yield ['normalCdf', arguments_.map(x => normalCdf(x / 500 - 20))]
  yield ['normalQuantile', times(5000, i => normalQuantile((i + 0.5) / 5000))]
  yield ['logGamma', arguments_.map(x => logGamma(x + 0.001))]
  yield ['gammaP', small.map((x, i) => gammaP(small[(i * 7) % 300], x))]
  yield ['gammaQ', small.map((x, i) => gammaQ(small[(i * 7) % 300], x))]
  yield ['inverseGammaP', shares.map((p, i) => inverseGammaP(small[i], p))]
  yield ['inverseGammaQ', shares.map((p, i) => inverseGammaQ(small[i], p))]
  yield ['betaI', shares.map((x, i) => betaI(small[i], small[(i * 7) % 300], x))]
  yield ['inverseBetaI', shares.map((p, i) => inverseBetaI(small[i], small[(i * 7) % 300], p))]
  yield ['studentQuantile', shares.map((p, i) => studentQuantile(p, small[i] + 1))]
}

const everyLaw = [
  laws.uniform(150, 300),
  laws.exponential(60),
  laws.weibull({ shape: 0.7, mean: 90 }),
  laws.lognormal({ median: 250, p99: 2000 }),
  laws.gamma({ shape: 0.3, mean: 5 }),
  laws.erlang({ stages: 4, mean: 100 }),
  laws.pareto({ minimum: 100, shape: 2.5 }),
  laws.hyperexponential([
    { weight: 0.9, mean: 5 },
    { weight: 0.1, mean: 100 },
  ]),
  laws.truncated(laws.lognormal({ median: 250, p99: 2000 }), 100, 900),
  laws.shifted(laws.exponential(20), 100),
  laws.empirical([1, 1, 2, 3, 5, 8, 13, 21]),
]

function* lawCases() {
  for (const [i, law] of everyLaw.entries()) {
    const name = `${i + 1} ${law.kind}`
    const xs = shares.map(p => laws.quantile(law, p))
    yield [`${name} quantiles`, xs]
    yield [`${name} cdf`, xs.map(x => laws.cdf(law, x))]
    yield [`${name} residual life`, xs.slice(0, 50).map(x => laws.equilibriumCdf(law, x))]
  }
}

function* randomCases() {
  const tree = new random.SeedTree('golden')
  const stream = tree.stream('trial', '17', 'node', 'db-2', 'failure')
  yield ['uint32', times(10000, () => stream.uint32())]
  yield ['unit', times(10000, () => stream.unit())]
  yield ['below', times(10000, i => stream.below(i + 1))]
  yield ['exponential', times(200000, () => stream.exponential())]
  yield ['normal', times(200000, () => stream.normal())]
  yield ['first words', times(1000, i => tree.stream(`node-${i}`).uint32())]
  for (const [i, law] of everyLaw.entries()) {
    const name = `${i + 1} ${law.kind}`
    yield [`${name} sample`, times(2000, () => random.sample(law, stream))]
    yield [`${name} equilibrium`, times(200, () => random.sampleEquilibrium(law, stream))]
  }
}

/** An open queue with exponential times: events that make events, cancel some and run in the background. */
function kernelCase() {
  const stream = new random.SeedTree('golden').stream('kernel')
  const simulation = new kernel.Simulation()
  let last = simulation.schedule(0, 0, 0)
  const handler = event => {
    const { kind, target } = event
    if (kind === 1) return
    const later = simulation.now + Math.ceil(1000 * stream.exponential())
    last = simulation.schedule(later, 0, (target + 1) % 64, stream.below(100))
    simulation.schedule(simulation.now + stream.below(5000), 1, target, 0, 0, { note: target }, stream.below(3))
    if (stream.below(10) === 0) simulation.cancel(last)
    if (stream.below(9) === 0) simulation.schedule(later + 1, 0, target)
  }
  simulation.run(handler, { events: 100000 })
  return `${simulation.fingerprint()} ${kernel.fingerprintOf(simulation.snapshot())}`
}

function* statisticsCases() {
  const rows = times(200, i => [i % 201, 1000 + i])
  yield ['clopperPearson', rows.flatMap(([k, n]) => numbersOf(statistics.clopperPearson(k, n, 0.95)))]
  yield ['wilson', rows.flatMap(([k, n]) => numbersOf(statistics.wilson(k, n, 0.95)))]
}

function numbersOf(plain) {
  if (typeof plain === 'number') return [plain]
  return plain !== null && typeof plain === 'object' ? Object.values(plain).flatMap(numbersOf) : []
}

async function scenarioDigest(name, workers) {
  const file = `scenarios/${name}`
  const readFile = path => ({ file: path, text: readFileSync(join(ROOT, 'scenarios', path), 'utf8') })
  const { scenario, problems } = nines.loadScenario(readFileSync(join(ROOT, file), 'utf8'), file, { readFile })
  if (scenario === null) throw new Error(`${file}: ${problems.map(problem => problem.code).join(', ')}`)
  return ofText(nines.writeResult(await nines.runStudy(scenario, { trials: TRIALS, workers, file })))
}

async function compute() {
  const digests = {}
  for (const [name, values] of numericCases()) digests[`numerics ${name}`] = ofNumbers(values)
  for (const [name, values] of lawCases()) digests[`law ${name}`] = ofNumbers(values)
  for (const [name, values] of randomCases()) digests[`random ${name}`] = ofNumbers(values)
  for (const [name, values] of statisticsCases()) digests[`statistics ${name}`] = ofNumbers(values)
  digests['kernel queue'] = ofText(kernelCase())
  for (const name of readdirSync(join(ROOT, 'scenarios'))
    .filter(name => name.endsWith('.yaml'))
    .sort()) {
    const [one, two] = [await scenarioDigest(name, 1), await scenarioDigest(name, 2)]
    digests[`scenario ${name}`] = one === two ? one : `${one} on one thread, ${two} on two`
  }
  return digests
}

const digests = await compute()
if (process.argv.includes('--update')) {
  writeFileSync(FILE, `${JSON.stringify(digests, null, 2)}\n`)
}
const golden = JSON.parse(readFileSync(FILE, 'utf8'))
const names = [...new Set([...Object.keys(golden), ...Object.keys(digests)])]
const different = names.filter(name => golden[name] !== digests[name])
for (const name of different) console.error(`${name}: ${digests[name]}, golden is ${golden[name]}`)
const where = `Node ${process.version} on ${process.arch}`
if (different.length > 0) {
  console.error(`golden: ${different.length} of ${names.length} differ on ${where}`)
  process.exitCode = 1
} else {
  console.log(`golden: ${names.length} fingerprints hold on ${where}`)
}
