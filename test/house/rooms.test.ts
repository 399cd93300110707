import { builtinModules } from 'node:module'
import { describe, expect, it } from 'vitest'
import { importsOf, roomOf, sourcesUnder, targetOf } from '../support/sources.js'

interface Room {
  readonly rank: number
  /** Packages it may import; 'node:*' stands for all of Node's own modules. */
  readonly packages: readonly string[]
  /** Rooms of lower rank that it must not know all the same, for the reason in docs/ARCHITECTURE.md. */
  readonly blindTo?: readonly string[]
}

/**
 * Who may import whom: only rooms of lower rank, and only through their index. To move a room is to change this table and the one in docs/ARCHITECTURE.md.
 */
const ROOMS: Readonly<Record<string, Room>> = {
  numerics: { rank: 0, packages: [] },
  units: { rank: 0.5, packages: [] },
  laws: { rank: 1, packages: [] },
  statistics: { rank: 1, packages: [] },
  diagnostics: { rank: 1, packages: [] },
  quorum: { rank: 1, packages: [] },
  random: { rank: 2, packages: ['seedrandom'] },
  kernel: { rank: 3, packages: [] },
  protocols: { rank: 3, packages: [], blindTo: ['random'] },
  detectors: { rank: 3, packages: [], blindTo: ['random'] },
  balancers: { rank: 3, packages: [] },
  analysis: { rank: 3, packages: ['saxes'] },
  measures: { rank: 3, packages: [] },
  results: { rank: 3, packages: ['zod'] },
  scenario: { rank: 4, packages: ['yaml', 'node:crypto'], blindTo: ['kernel'] },
  cluster: { rank: 5, packages: [], blindTo: ['analysis', 'results'] },
  models: { rank: 5, packages: [], blindTo: ['kernel'] },
  experiments: { rank: 7, packages: ['tinypool', 'node:*'] },
  report: { rank: 7, packages: [] },
  cli: { rank: 8, packages: ['commander', 'chalk', 'node:*'] },
}

/** Parts of a room with a door of their own: a calculation need not wait for fault trees and XML to be loaded. */
const SIDE_DOORS: Readonly<Record<string, readonly string[]>> = { analysis: ['budgets', 'expression', 'queueing'] }

const sources = sourcesUnder('src')

describe('the rooms of the house', () => {
  it('are the ones in the table', () => {
    const found = [...new Set(sources.map(file => roomOf(file.path)).filter(room => room !== ''))].sort()
    expect(found).toEqual(Object.keys(ROOMS).sort())
  })

  it('each have a manifest, and nothing lies beside them but the root of the package', () => {
    const paths = new Set(sources.map(file => file.path))
    for (const room of Object.keys(ROOMS)) {
      const door = room === 'cli' ? `src/${room}/main.ts` : `src/${room}/index.ts`
      expect(paths, `${room} has no ${door}`).toContain(door)
    }
    expect([...paths].filter(path => roomOf(path) === '')).toEqual(['src/index.ts'])
  })

  it('import only what lies below them, through its index', () => {
    const breaches: string[] = []
    for (const file of sources) {
      const room = roomOf(file.path)
      for (const { specifier, line } of importsOf(file)) {
        const target = targetOf(file.path, specifier)
        if (target === undefined || !target.startsWith('src/')) continue
        const other = roomOf(target)
        if (other === room) continue
        const fault = faultOf(room, other, target)
        if (fault) breaches.push(`${file.path}:${line} imports ${specifier}: ${fault}`)
      }
    }
    expect(breaches).toEqual([])
  })

  it('import only the packages of their trade', () => {
    const breaches: string[] = []
    for (const file of sources) {
      const allowed = ROOMS[roomOf(file.path)]?.packages ?? []
      for (const { specifier, line } of importsOf(file)) {
        if (specifier.startsWith('.')) continue
        const name = packageOf(specifier)
        if (allowed.includes(name) || (name.startsWith('node:') && allowed.includes('node:*'))) continue
        breaches.push(`${file.path}:${line} imports ${specifier}`)
      }
    }
    expect(breaches).toEqual([])
  })

  it('know seedrandom in one file', () => {
    const files = sources.filter(file => importsOf(file).some(({ specifier }) => specifier.startsWith('seedrandom')))
    expect(files.map(file => file.path)).toEqual(['src/random/seed-tree.ts'])
  })
})

function faultOf(room: string, other: string, target: string): string | undefined {
  // The package root only hands on what experiments and below offer.
  if (room === '') return target === `src/${other}/index.ts` ? undefined : 'not through its index'
  if (other === '') return 'a room knows nothing of the package root'
  const doors = ['', ...(SIDE_DOORS[other] ?? []).map(part => `${part}/`)].map(part => `src/${other}/${part}index.ts`)
  if (!doors.includes(target)) return 'not through its index'
  if (ROOMS[other].rank >= ROOMS[room].rank) return `${other} is not below ${room}`
  if (ROOMS[room].blindTo?.includes(other)) return `${room} must not see ${other}`
  return undefined
}

function packageOf(specifier: string): string {
  if (builtinModules.includes(specifier)) return `node:${specifier}`
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
