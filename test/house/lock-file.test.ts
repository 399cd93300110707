import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Locked {
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')
const packages: Readonly<Record<string, Locked>> = JSON.parse(text).packages

describe('package-lock.json', () => {
  it('names no registry', () => {
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })

  it('holds the optional packages of every platform, without which npm ci refuses it', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        name => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
      ),
    )
    // After a change of dependencies: node scripts/complete-lock.mjs
    expect(missing).toEqual([])
  })
})
