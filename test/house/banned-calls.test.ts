import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { roomOf, sourcesUnder, visit } from '../support/sources.js'

// Below cli, a result is a function of scenario, seed and version. These are the doors through which the machine, the
// clock, the locale or the engine's own mathematics could come in.

/** What of Math is determined to the last bit by IEEE 754 or is plain selection; everything else differs by platform. */
const SAFE_MATH = new Set(
  'sqrt floor ceil round trunc abs min max imul fround clz32 sign PI E LN2 LN10 LOG2E LOG10E SQRT2 SQRT1_2'.split(' '),
)

const BANNED_GLOBALS = new Set([
  ...['Date', 'performance', 'Intl', 'process', 'console', 'crypto', 'globalThis', 'global', 'navigator'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'eval', 'Function', 'WeakRef'],
])

const BANNED_MEMBERS = new Set([
  ...['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase', 'toLocaleDateString'],
  ...['toLocaleTimeString', 'stackTraceLimit'],
])

/** Each with its reason; an entry that is no longer needed fails the test. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/experiments/trials.ts setImmediate': 'lets an interrupt in between two trials; no result depends on when',
}

describe('below cli', () => {
  it('nothing is called that could differ between machines, moments or places', () => {
    const sources = sourcesUnder('src').filter(file => roomOf(file.path) !== 'cli')
    const used = new Set<string>()
    const breaches: string[] = []
    for (const { path, line, what } of breachesIn(new Map(sources.map(file => [file.path, file.text])))) {
      const key = `${path} ${what}`
      if (key in EXCEPTIONS) used.add(key)
      else breaches.push(`${path}:${line} ${what}`)
    }
    expect(breaches).toEqual([])
    expect([...used].sort()).toEqual(Object.keys(EXCEPTIONS).sort())
  })
})

describe('the rule itself', () => {
  const found = (text: string) => breachesIn(new Map([['x.ts', text]])).map(({ what }) => what)

  it.each([
    ['Math.log(2)', 'Math.log'],
    ['Math["log"](2)', 'Math otherwise than Math.name'],
    ['const { log } = Math', 'Math otherwise than Math.name'],
    ['const m = Math', 'Math otherwise than Math.name'],
    ['Math.random()', 'Math.random'],
    ['a ** 2', '**'],
    ['10 ** 3', '**'],
    ['a **= 2', '**='],
    ['Date.now()', 'Date'],
    ['new Date()', 'Date'],
    ['const f = setTimeout', 'setTimeout'],
    ['({ process })', 'process'],
    ['globalThis.Date', 'globalThis'],
    ['a.localeCompare(b)', 'localeCompare'],
    ['xs.sort()', 'sort without a comparator'],
    ['xs.toSorted()', 'sort without a comparator'],
  ])('sees %s', (text, what) => {
    expect(found(text)).toEqual([what])
  })

  it.each([
    '// Math.log(2) ** Date',
    '"Math.log(2)" + `console.log(1)`',
    'Math.sqrt(2) + Math.PI',
    'state.process + { Date: 1 }.Date',
    'interface A { console: number; performance(): void }',
    'class B { process() {} }',
    'xs.sort((a, b) => a - b)',
    'Float64Array.from(xs).sort()',
    'const process = hosts[0]; process.step()',
    'for (const process of hosts) use({ process })',
    'const f = (process: Host) => process.step()',
    '2 ** 20 - 1',
    'import { exp as process } from "./x.js"',
    'type D = Date',
  ])('lets %s pass', text => {
    expect(found(text)).toEqual([])
  })
})

interface Breach {
  readonly path: string
  readonly line: number
  readonly what: string
}

/** Binds names within each file only: a name without a declaration there is a global. */
function breachesIn(texts: ReadonlyMap<string, string>): Breach[] {
  const trees = new Map(
    [...texts].map(([path, text]) => [path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)]),
  )
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.Latest }
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    fileExists: path => trees.has(path),
    getSourceFile: path => trees.get(path),
  }
  const checker = ts.createProgram([...trees.keys()], options, host).getTypeChecker()
  const found: Breach[] = []
  for (const [path, tree] of trees) {
    visit(tree, node => {
      const what = breachAt(node, checker)
      if (what) found.push({ path, line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1, what })
    })
  }
  return found
}

function breachAt(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  if (ts.isBinaryExpression(node)) return powerBreach(node)
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) return sortBreach(node)
  if (ts.isPropertyAccessExpression(node) && BANNED_MEMBERS.has(node.name.text)) return node.name.text
  if (!ts.isIdentifier(node) || !(node.text === 'Math' || BANNED_GLOBALS.has(node.text))) return undefined
  if (!isFreeName(node) || isLocal(node, checker)) return undefined
  return node.text === 'Math' ? mathBreach(node) : node.text
}

/** Powers of two written out are exact in every engine. */
function powerBreach({ operatorToken, left, right }: ts.BinaryExpression): string | undefined {
  if (operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) return '**='
  if (operatorToken.kind !== ts.SyntaxKind.AsteriskAsteriskToken) return undefined
  return left.getText() === '2' && ts.isNumericLiteral(right) ? undefined : '**'
}

/** Without a comparator, arrays sort numbers by their digits; typed arrays sort them by size. */
function sortBreach(call: ts.CallExpression): string | undefined {
  const { name, expression } = call.expression as ts.PropertyAccessExpression
  if (BANNED_MEMBERS.has(name.text)) return undefined
  if (!['sort', 'toSorted'].includes(name.text) || call.arguments.length > 0) return undefined
  return /^(new )?Float64Array\b/.test(expression.getText()) ? undefined : 'sort without a comparator'
}

function mathBreach(node: ts.Identifier): string | undefined {
  const parent = node.parent
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return 'Math otherwise than Math.name'
  return SAFE_MATH.has(parent.name.text) ? undefined : `Math.${parent.name.text}`
}

/** An identifier that reads a variable, as opposed to naming a member, a declaration or a type. */
function isFreeName(node: ts.Identifier): boolean {
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent) || ts.isTypeQueryNode(parent)) return false
  const named = parent as { readonly name?: ts.Node }
  return named.name !== node
}

function isLocal(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node)
  return (symbol?.declarations?.length ?? 0) > 0
}
