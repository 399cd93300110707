import { describe, expect, it } from 'vitest'
import { commentsOf, importsOf, type SourceFile, sourcesUnder, targetOf } from '../support/sources.js'
import { packageExports } from './package-exports.js'

const MOST_LINES = 400

const sources = sourcesUnder('src')
const everything = [...sources, ...['test', 'bench', 'scripts'].flatMap(sourcesUnder)]

describe('files', () => {
  it('are kebab-case, named for the one concept they hold', () => {
    const odd = everything.filter(
      ({ path }) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(path),
    )
    expect(odd.map(file => file.path)).toEqual([])
    const vague = sources.filter(({ path }) => /(^|\/)(utils?|helpers?|misc|common|shared|lib)(\.ts|\/)/.test(path))
    expect(vague.map(file => file.path)).toEqual([])
  })

  it(`have at most ${MOST_LINES} lines`, () => {
    const lengthOf = (file: SourceFile) => file.text.split('\n').length - 1
    const long = sources.filter(file => lengthOf(file) > MOST_LINES)
    expect(long.map(file => `${file.path}: ${lengthOf(file)}`)).toEqual([])
  })

  it('have comments about the matter, not about the making', () => {
    const breaches = everything.flatMap(file =>
      commentsOf(file)
        .filter(({ text }) =>
          /\b(TODO|FIXME|XXX|HACK)\b|\/work\/|\bissue #?\d|biome-ignore-all|@ts-(ignore|nocheck)/.test(text),
        )
        .map(({ line, text }) => `${file.path}:${line} ${text}`),
    )
    expect(breaches).toEqual([])
  })

  it('are each reachable from the command line or from what the package exports', () => {
    const byPath = new Map(sources.map(file => [file.path, file]))
    const alive = new Set<string>()
    const queue = ['src/cli/main.ts', ...packageExports().map(entry => entry.source)]
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      const file = byPath.get(path)
      if (file === undefined || alive.has(path)) continue
      alive.add(path)
      for (const { specifier } of importsOf(file)) queue.push(targetOf(path, specifier) ?? '')
    }
    expect(sources.map(file => file.path).filter(path => !alive.has(path))).toEqual([])
  })
})
