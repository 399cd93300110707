import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadScenario, scenarioJsonSchema } from '../../src/scenario/index.js'
import { scenarios } from './samples.js'

const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true })
const accepts = ajv.compile(scenarioJsonSchema())

describe('the JSON Schema for editors', () => {
  it('is draft 7, which is what YAML language servers read', () => {
    expect(scenarioJsonSchema().$schema).toBe('http://json-schema.org/draft-07/schema#')
    expect(ajv.validateSchema(scenarioJsonSchema())).toBe(true)
  })

  it.each(Object.entries(scenarios))('accepts what the loader accepts: %s', (_, text) => {
    expect(loadScenario(text, 'x.yaml').problems.filter(p => p.severity === 'error')).toEqual([])
    accepts(parse(text))
    expect(accepts.errors ?? []).toEqual([])
  })

  it.each([
    ['an unknown key', 'nodes: { web: { mtfb: 60d, mttr: 5m } }'],
    ['a number without a unit', 'nodes: { web: { mtbf: 60d, mttr: 300 } }'],
    ['an unknown unit', 'nodes: { web: { mtbf: 60 days, mttr: 5m } }'],
    ['an mtbf without a repair', 'nodes: { web: { mtbf: 60d } }'],
    ['two laws at once', 'nodes: { web: { mtbf: { exponential: 60d, constant: 60d }, mttr: 5m } }'],
    ['an unknown word', 'start: stedy'],
    ['two effects in one fault', 'faults: { f: { at: 1d, for: 5m, crash: web, pause: web } }'],
    ['a fault without an effect', 'faults: { f: { at: 1d, for: 5m } }'],
    ['needs beside a protocol', 'services: { s: { on: web, needs: 2, protocol: { raft: {} } } }'],
    ['an unknown link class', 'network: { beside-zones: { latency: 5ms } }'],
  ])('refuses %s, as the loader does', (_, fragment) => {
    const needed = ['version: 1', 'name: x', 'horizon: 1y', 'nodes: { web: { mtbf: 60d, mttr: 5m } }']
    const text = [...needed.filter(line => !fragment.startsWith(line.split(':')[0])), fragment].join('\n')
    expect(accepts(parse(text))).toBe(false)
    expect(loadScenario(text, 'x.yaml').scenario).toBeNull()
  })

  it('describes every key of every map', () => {
    const bare: string[] = []
    const visit = (schema: unknown, path: string) => {
      if (typeof schema !== 'object' || schema === null) return
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties' && path.endsWith('/properties') === false) {
          for (const [name, property] of Object.entries(value as Record<string, { description?: string }>)) {
            if (!property.description) bare.push(`${path}/${name}`)
          }
        }
        visit(value, `${path}/${key}`)
      }
    }
    visit(scenarioJsonSchema(), '')
    expect(bare).toEqual([])
  })
})
