import { describe, expect, it } from 'vitest'
import { type Problem, plain } from '../../src/diagnostics/index.js'
import { type JsonSchema, loadScenario, scenarioJsonSchema } from '../../src/scenario/index.js'

const head = `version: 1
name: x
horizon: 10y
nodes: { db: { count: 5, mtbf: 90d, mttr: 20m } }
`
const textOf = (protocol: string): string => `${head}services: { store: { on: db, protocol: ${protocol} } }\n`
const problemsOf = (text: string): readonly Problem[] => loadScenario(text, 'x.yaml').problems
/** Nobody proposes anything here, which is told of single-decree Paxos. */
const codes = (protocol: string): string[] =>
  problemsOf(textOf(protocol)).flatMap(p => (p.code === 'S315' ? [] : [p.code]))

type Schemas = { readonly [key: string]: JsonSchema }

/** The settings of every protocol of the language, as its schema has them. */
const settings = Object.entries(protocolsIn(scenarioJsonSchema()))
  .filter(([protocol]) => protocol !== 'own')
  .flatMap(([protocol, { properties }]) =>
    Object.entries(properties as Schemas).map(([key, schema]) => [protocol, key, schema] as const),
  )

function protocolsIn(schema: JsonSchema): Schemas {
  const services = (schema['properties'] as Schemas)['services']['additionalProperties'] as JsonSchema
  return (services['properties'] as Schemas)['protocol']['properties'] as Schemas
}

/** Values that no setting of this kind takes, each with the code it is told by. */
function wrong({
  type,
  enum: choice,
  pattern,
  allOf,
  anyOf,
  minimum,
  maximum,
  examples,
}: JsonSchema): [string, string][] {
  if ((allOf as JsonSchema[] | undefined)?.[0]['$ref'] === '#/definitions/law')
    return [
      ['[1s]', 'S103'],
      ['{ sideways: 1s }', 'S101'],
      ['3s..1s', 'S118'],
      ['300', 'S105'],
    ]
  if (choice !== undefined)
    return [
      ['sideways', 'S108'],
      ['{}', 'S103'],
    ]
  if (anyOf !== undefined)
    return [
      ['nobody', 'S201'],
      ['{}', 'S103'],
    ]
  switch (type) {
    case 'boolean':
      return [
        ['perhaps', 'S103'],
        ['[true]', 'S103'],
      ]
    case 'integer':
      return [
        [`${(minimum as number) - 1}`, 'S107'],
        [`${(maximum as number) + 1}`, 'S107'],
        ['2.5', 'S107'],
        ['many', 'S103'],
      ]
    case 'object':
      return [['[db]', 'S103']]
    default: {
      const zero = (examples as readonly string[])[0] === '5ms' ? [['0s', 'S106'] as [string, string]] : []
      if (`${pattern}`.includes('ppm'))
        return [
          ['100001ppm', 'S106'],
          ['10', 'S105'],
          ['{}', 'S103'],
        ]
      if (`${pattern}`.includes('KiB'))
        return [
          ['4 pounds', 'S106'],
          ['-1B', 'S106'],
          ['{}', 'S103'],
        ]
      return [['-1s', 'S106'], ['300', 'S105'], ['soon', 'S106'], ['[1s]', 'S103'], ...zero]
    }
  }
}

describe('every setting of every protocol', () => {
  it('is looked at', () => {
    expect(settings.length).toBeGreaterThan(80)
  })

  it.each(settings)('%s: %s refuses what it cannot be, and points at it', (protocol, key, schema) => {
    const told = wrong(schema).map(([value]) => {
      const text = textOf(`{ ${protocol}: { ${key}: ${value} } }`)
      const [problem] = problemsOf(text)
      const at = problem?.span ?? { start: 0, end: 0 }
      const start = text.indexOf(`${key}: ${value}`)
      const inside = at.start >= start && at.end <= start + `${key}: ${value}`.length
      return [value, inside && problem.severity === 'error' ? problem.code : 'nothing']
    })
    expect(told).toEqual(wrong(schema))
  })

  it.each(settings)('%s: %s is offered where it is misspelt', (protocol, key) => {
    const slip = key[1] + key[0] + key.slice(2)
    const found = problemsOf(textOf(`{ ${protocol}: { ${slip}: 1 } }`)).find(p => p.code === 'S101')
    expect(found?.suggestion === null || found === undefined ? '' : plain(found.suggestion.text)).toBe(
      `did you mean \`${key}\`?`,
    )
    expect(found?.suggestion?.edits[0].replacement).toBe(key)
  })
})

describe('settings that contradict each other', () => {
  it.each([
    // Nobody hears a heartbeat before standing: Raft section 5.6 wants broadcast time << election timeout.
    ['{ raft: { heartbeat: 300ms } }', 'S217'],
    ['{ raft: { heartbeat: 1s, election-timeout: 1s } }', 'S217'],
    ['{ raft: { heartbeat: 299ms } }', 'S303'],
    ['{ multi-paxos: { heartbeat: 300ms } }', 'S217'],
    ['{ vsr: { heartbeat: 300ms } }', 'S217'],
    ['{ raft: { election-timeout: 0s } }', 'S107'],
    ['{ multi-paxos: { election-timeout: 0s } }', 'S107'],
    ['{ vsr: { view-timeout: 0s } }', 'S107'],
    // Less than one tick of patience (ZooKeeper counts in whole ticks).
    ['{ zab: { sync-limit: 0 } }', 'S107'],
    ['{ zab: { init-limit: 0 } }', 'S107'],
    // ZooKeeper's QuorumPeerConfig: "minSessionTimeout must not be longer than maxSessionTimeout".
    ['{ zab: { min-session-ticks: 21 } }', 'S221'],
    ['{ zab: { max-session-ticks: 1 } }', 'S221'],
    ['{ zab: { min-notification: 2m } }', 'S221'],
    ['{ zab: { observers: db-5, weights: { db-5: 2 } } }', 'S216'],
    ['{ zab: { observers: db } }', 'S216'],
    ['{ zab: { weights: { db-1: 0, db-2: 0, db-3: 0, db-4: 0, db-5: 0 } } }', 'S218'],
    ['{ raft: { learners: db } }', 'S216'],
    ['{ raft: { members: db-1, learners: db-1 } }', 'S216'],
    // |Q1| + |Q2| > N (Howard, Malkhi & Spiegelman 2016, section 5).
    ['{ multi-paxos: { quorums: { elect: 3, commit: 2 } } }', 'S218'],
    ['{ single-paxos: { quorums: { elect: 3, commit: 2 } } }', 'S218'],
    ['{ single-paxos: { quorums: { elect: 6, commit: 5 } } }', 'S218'],
    ['{ single-paxos: { quorums: { grid: 2x3 } } }', 'S218'],
    ['{ multi-paxos: { quorums: { elect: 3 } } }', 'S102'],
    ['{ multi-paxos: { quorums: { grid: 1x5, elect: 3, commit: 3 } } }', 'S110'],
    ['{ multi-paxos: { quorums: { grid: two } } }', 'S106'],
    ['{ single-paxos: { quorums: { witnesses: [db-1, db-2, db-3] } } }', 'S220'],
    // A lease that outlasts the timeout: every failover waits for it (Chandra, Griesemer & Redstone 2007, section 5.2).
    ['{ multi-paxos: { reads: lease, lease: 226ms } }', 'S313'],
    // etcd's Config.validate: "CheckQuorum must be enabled when ReadOnlyOption is ReadOnlyLeaseBased".
    ['{ raft: { ways: etcd, reads: lease } }', 'S309'],
    ['{ vsr: { recovery: liskov } }', 'S314'],
    // Two round trips of 500 us each way are what a decision takes.
    ['{ single-paxos: { patience: 2ms } }', 'S306'],
    ['{ paxos: { patience: 2ms } }', 'S306'],
    ['{ raft: {}, zab: {} }', 'S110'],
    ['{ raft: { members: [db-1, db-1] } }', 'S212'],
  ])('%s: %s', (protocol, code) => {
    expect(codes(protocol)).toEqual([code])
  })

  it.each([
    '{ raft: { heartbeat: 100ms } }',
    '{ zab: { sync-limit: 1, init-limit: 1, min-session-ticks: 20 } }',
    '{ zab: { weights: { db-1: 2, db-2: 0 } } }',
    '{ multi-paxos: { quorums: { elect: 4, commit: 2 } } }',
    '{ multi-paxos: { reads: lease, lease: 225ms } }',
    '{ multi-paxos: { lease: 10s } }',
    '{ vsr: { keeps: disk, recovery: liskov } }',
    '{ single-paxos: { patience: 2001us, quorums: { grid: 1x5 } } }',
  ])('%s stands', protocol => {
    expect(codes(protocol)).toEqual([])
  })

  it.each([
    ['red: { at: 1s, service: store, propose: red }', 'S102'],
    ['red: { at: 1s, service: store, propose: red, by: db-9 }', 'S201'],
    ['red: { at: 1s, service: store, propose: [red], by: db-1 }', 'S103'],
    ['red: { at: 1s, service: store, snapshot: true }', 'S219'],
    ['red: { at: 1s, service: store, transfer: db-2 }', 'S219'],
    ['red: { at: 1s, service: store, members: [db-2] }', 'S219'],
    ['red: { at: 1s, service: store, propose: red, by: db-1, snapshot: true }', 'S110'],
    ['red: { at: 1s, service: other, propose: red, by: db-1 }', 'S219'],
  ])('a proposal: %s: %s', (operation, code) => {
    const text = `${head}services: { store: { on: db, protocol: { single-paxos: {} } }, other: { on: db, protocol: { raft: {} } } }\noperations: { ${operation} }\n`
    expect(problemsOf(text).map(p => p.code)).toEqual([code])
  })
})
