import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
}

/** Every TypeScript file under a folder of the repository, sorted by path and parsed; none where there is no folder. */
export function sourcesUnder(folder: string): SourceFile[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name).split(sep).join('/'))
    .sort()
    .map(path => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) }
    })
}

/** The folder right below src, or '' for files that lie in src itself. */
export function roomOf(path: string): string {
  const parts = path.split('/')
  return parts.length > 2 ? parts[1] : ''
}

export interface Import {
  readonly specifier: string
  readonly line: number
}

/** Every module a file names: imports, re-exports, `import()` of values and types, and `new URL('./x.js', …)`. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = []
  visit(file.tree, node => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) found.push({ specifier, line: lineOf(file, node) })
  })
  return found
}

function specifierOf(node: ts.Node): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    return literalText(node.moduleSpecifier)
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return literalText(node.arguments[0])
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literalText(node.argument.literal)
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'URL') {
    const text = literalText(node.arguments?.[0])
    return text?.endsWith('.js') ? text : undefined
  }
  return undefined
}

function literalText(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined
}

/** The file a relative import of a `.js` leads to, or undefined for a package or a file outside. */
export function targetOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const path = relative(ROOT, resolve(ROOT, dirname(from), specifier))
    .split(sep)
    .join('/')
  return path.replace(/\.js$/, '.ts')
}

export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, child => visit(child, see))
}

export function lineOf(file: SourceFile, node: ts.Node): number {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1
}

export interface Comment {
  readonly text: string
  readonly line: number
}

/** Comments as the scanner sees them, so that strings and templates are not mistaken for any. */
export function commentsOf(file: SourceFile): Comment[] {
  const seen = new Map<number, Comment>()
  const add = (ranges: readonly ts.CommentRange[] | undefined) => {
    for (const { pos, end } of ranges ?? []) {
      const line = file.tree.getLineAndCharacterOfPosition(pos).line + 1
      seen.set(pos, { text: file.text.slice(pos, end), line })
    }
  }
  const walk = (node: ts.Node) => {
    if (node.kind !== ts.SyntaxKind.JsxText) {
      add(ts.getLeadingCommentRanges(file.text, node.getFullStart()))
      add(ts.getTrailingCommentRanges(file.text, node.getEnd()))
    }
    for (const child of node.getChildren(file.tree)) walk(child)
  }
  walk(file.tree)
  return [...seen.entries()].sort(([a], [b]) => a - b).map(([, comment]) => comment)
}
