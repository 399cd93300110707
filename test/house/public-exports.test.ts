import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/sources.js'
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

/** A manifest is written by hand and only re-exports by name, so that its syntax tells all. */
function exportsOf({ name, source }: Entry): string {
  const tree = ts.createSourceFile(source, readFileSync(join(ROOT, source), 'utf8'), ts.ScriptTarget.Latest, true)
  const names: string[] = []
  for (const statement of tree.statements) {
    const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined
    if (!ts.isExportDeclaration(statement) || !clause || !ts.isNamedExports(clause)) {
      throw new Error(`${source}: a manifest re-exports by name and does nothing else: ${statement.getText(tree)}`)
    }
    for (const element of clause.elements) {
      const isType = statement.isTypeOnly || element.isTypeOnly
      names.push(`  ${element.name.text}${isType ? ' (type)' : ''}`)
    }
  }
  return [name, ...names.sort(), ''].join('\n')
}
