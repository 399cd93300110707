import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { ROOT, targetOf } from '../support/sources.js'
import { type Entry, manifest, packageExports } from './package-exports.js'

/** Rewritten by `UPDATE=1 npx vitest run test/house`, and read in review: every line is a promise to users. */
const LIST = new URL('./public-exports.txt', import.meta.url)

describe('what the package exports', () => {
  it('changes only together with the committed list', () => {
    const text = packageExports().map(exportsOf).join('\n')
    if (process.env['UPDATE'] === '1') writeFileSync(LIST, text)
    expect(text).toBe(readFileSync(LIST, 'utf8'))
  })

  it('names types first, and files that the build makes from what is there', () => {
    for (const [subpath, target] of Object.entries(manifest().exports)) {
      if (typeof target === 'string') {
        expect(existsSync(join(ROOT, target)), `${subpath} leads to ${target}`).toBe(true)
        continue
      }
      expect(Object.keys(target)).toEqual(['types', 'default'])
      expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'))
    }
    for (const { name, source } of packageExports()) expect(existsSync(join(ROOT, source)), name).toBe(true)
  })
})

/** A manifest is written by hand and re-exports by name, or all the types of a file, so that its syntax tells all. */
function exportsOf({ name, source }: Entry): string {
  const names = parse(source).statements.flatMap(statement => {
    if (!ts.isExportDeclaration(statement)) throw new Error(`${source}: a manifest does nothing but re-export`)
    const { exportClause: clause, isTypeOnly } = statement
    if (clause && ts.isNamedExports(clause)) {
      return clause.elements.map(element => entry(element.name.text, isTypeOnly || element.isTypeOnly))
    }
    if (clause || !isTypeOnly) throw new Error(`${source}: values are re-exported by name`)
    return typesOf(targetOf(source, (statement.moduleSpecifier as ts.StringLiteral).text) ?? '')
  })
  return [name, ...names.sort(), ''].join('\n')
}

function typesOf(source: string): string[] {
  return parse(source).statements.flatMap(statement => {
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
    const exported = isType && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    return exported ? [entry(statement.name.text, true)] : []
  })
}

function entry(name: string, isType: boolean): string {
  return `  ${name}${isType ? ' (type)' : ''}`
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile(source, readFileSync(join(ROOT, source), 'utf8'), ts.ScriptTarget.Latest, true)
}
