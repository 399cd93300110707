import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../support/sources.js'

export interface Entry {
  /** As imported: `nines/kernel`. */
  readonly name: string
  /** The TypeScript file behind it. */
  readonly source: string
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
}

export function manifest(): Manifest {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
}

/** The subpaths of the package that are modules. */
export function packageExports(): Entry[] {
  const entries: Entry[] = []
  for (const [subpath, target] of Object.entries(manifest().exports)) {
    if (typeof target === 'string') continue
    const source = target.default.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')
    entries.push({ name: `nines${subpath.slice(1)}`, source })
  }
  return entries
}
