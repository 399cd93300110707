import { describe, expect, it } from 'vitest'
import { compile } from '../../src/cluster/plan.js'
import { readConfiguration } from '../../src/cluster/traffic/configuration.js'
import { runTrial } from '../../src/cluster/trial.js'
import type { FaultEffect, Scenario, Workload } from '../../src/scenario/index.js'
import { constant, nodes, scenario, service } from '../support/scenarios.js'
import { scheduled } from '../support/worlds.js'

const SECOND = 1_000_000

const users: Workload = { id: 'users', service: 0, rate: 10, serviceTime: constant(1000), timeout: SECOND, retries: 0 }

/** Two members, which need a third node; a hundred seconds. */
function exposed(faults: readonly (readonly [at: number, length: number, effect: FaultEffect])[]): Scenario {
  return scenario({
    horizon: 100 * SECOND,
    nodes: nodes(3),
    services: [
      service('shop', [0, 1], {
        dependsOn: [{ service: 1, kind: 'hard' }],
        balancer: { config: { policy: 'random' }, monitor: null },
      }),
      service('store', [2]),
    ],
    workloads: [users],
    faults: faults.map(([at, length, effect], i) => scheduled(`f${i}`, [at * SECOND], length * SECOND, effect)),
    traffic: { precision: 0.05, floor: 0.001, quiet: null, requests: 1000 },
  })
}

/** What was written down: `[second, configuration]`. */
function exposureOf(of: Scenario): [number, string][] {
  const { exposures = [], workloads } = runTrial(compile(of), 'seed', 1)
  expect(workloads.map(({ requests }) => requests)).toEqual([0])
  const [{ times, places, configurations }] = exposures
  return times.map((time, i) => [time / SECOND, configurations[places[i]]])
}

describe('the configurations of a called service', () => {
  it('are written down when they change, and no request is made', () => {
    const of = exposed([
      [10, 20, { kind: 'crash', nodes: [0] }],
      [15, 5, { kind: 'slow', nodes: [1], factor: 4 }],
    ])
    expect(exposureOf(of)).toEqual([
      [0, 'up up |1'],
      [10, 'down up |1'],
      [15, 'down slow=4 |1'],
      [20, 'down up |1'],
      [30, 'up up |1'],
    ])
  })

  it('know what the service needs, and what the network does to its clients', () => {
    const of = exposed([
      [10, 5, { kind: 'crash', nodes: [2] }],
      [20, 5, { kind: 'one-way', from: [-1], to: [0] }],
      [30, 10, { kind: 'loss', from: [-1], to: [0, 1], both: true, loss: 0.5 }],
      [35, 10, { kind: 'delay', from: [1], to: [-1], by: constant(1000) }],
    ])
    expect(exposureOf(of)).toEqual([
      [0, 'up up |1'],
      [10, 'up up |0'],
      [15, 'up up |1'],
      [20, 'cut-in up |1'],
      [25, 'up up |1'],
      [30, 'loss-in=0.5,loss-out=0.5 loss-in=0.5,loss-out=0.5 |1'],
      [35, 'loss-in=0.5,loss-out=0.5 loss-in=0.5,loss-out=0.5,delay-out=3 |1'],
      [40, 'up delay-out=3 |1'],
      [45, 'up up |1'],
    ])
  })

  it('show a crash that takes no time: what was worked on is lost all the same', () => {
    expect(exposureOf(exposed([[10, 0, { kind: 'crash', nodes: [1] }]]))).toEqual([
      [0, 'up up |1'],
      [10, 'up down |1'],
      [10, 'up up |1'],
    ])
  })

  it('are read as they were written', () => {
    const { members, dependencies } = readConfiguration('down paused,slow=2.5,loss-in=0.25,delay-out=3,delay-out=7 |10')
    expect(dependencies).toEqual([true, false])
    expect(members[0].running).toBe(false)
    expect(members[1]).toEqual({
      running: true,
      paused: true,
      slow: 2.5,
      deaf: false,
      mute: false,
      lossIn: 0.25,
      lossOut: 0,
      delaysIn: [],
      delaysOut: [3, 7],
    })
  })
})
