import { describe, expect, it } from 'vitest'
import { solveScenario } from '../../src/models/index.js'
import { loadScenario } from '../../src/scenario/index.js'

/** Each node is up half of the time, so that a state of n nodes has the share 2⁻ⁿ and nothing rounds. */
function unavailability(protocol: string, members: number): number {
  const text = `version: 1
name: x
horizon: 10y
nodes: { m: { count: ${members}, mtbf: 1d, mttr: 1d } }
services: { s: { on: m, protocol: ${protocol} } }
`
  const { scenario, problems } = loadScenario(text, 'x.yaml')
  if (scenario === null) throw new Error(JSON.stringify(problems))
  return solveScenario(scenario, { file: '', cutSets: null, reproduce: '' }).services[0].unavailability
}

/** Share of the states in which the members that are up are not enough, by counting them. */
function lacking(members: number, enough: (up: readonly number[]) => boolean): number {
  let states = 0
  for (let state = 0; state < 2 ** members; state++) {
    const up = Array.from({ length: members }, (_, m) => m).filter(m => (state >> m) % 2 === 1)
    if (!enough(up)) states++
  }
  return states / 2 ** members
}

describe('protocols whose phases ask for different quorums', () => {
  it.each([
    ['{ single-paxos: {} }', 3, (up: readonly number[]) => up.length >= 2],
    ['{ single-paxos: { quorums: { elect: 3, commit: 2 } } }', 4, (up: readonly number[]) => up.length >= 3],
    ['{ single-paxos: { quorums: { elect: 2, commit: 4 } } }', 5, (up: readonly number[]) => up.length >= 4],
    [
      '{ single-paxos: { quorums: { grid: 2x2 } } }',
      4,
      (up: readonly number[]) =>
        [
          [0, 1],
          [2, 3],
        ].some(row => row.every(m => up.includes(m))) &&
        [
          [0, 2],
          [1, 3],
        ].some(column => column.every(m => up.includes(m))),
    ],
    // A write asks for as many of those who hold data as an election asks for of all.
    [
      '{ multi-paxos: { quorums: { witnesses: m-3 } } }',
      3,
      (up: readonly number[]) => up.includes(0) && up.includes(1),
    ],
    [
      '{ single-paxos: { quorums: { witnesses: m-5 } } }',
      5,
      (up: readonly number[]) => up.filter(m => m < 4).length >= 3,
    ],
    [
      '{ multi-paxos: { quorums: { weights: { m-1: 2, m-4: 0 } } } }',
      4,
      (up: readonly number[]) => up.reduce((votes, m) => votes + [2, 1, 1, 0][m], 0) >= 3,
    ],
  ])('%s of %i', (protocol, members, enough) => {
    expect(unavailability(protocol, members)).toBeCloseTo(lacking(members, enough), 12)
  })
})
