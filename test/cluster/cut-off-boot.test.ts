import { expect, it } from 'vitest'
import { MINUTE } from '../../src/units/index.js'
import { constant, node, scenario, service } from '../support/scenarios.js'
import { scheduled, spent, tracedWorld } from '../support/worlds.js'

it('charges nothing more to a crash once its node has booted, though a cut keeps the node from the clients', () => {
  // Crash at 1, repaired at 3, booted at 5 minutes; cut off from 2 to 10 minutes.
  const { world } = tracedWorld(
    scenario({
      horizon: 20 * MINUTE,
      nodes: [node('db', { boot: constant(2 * MINUTE) }), node('other')],
      services: [service('db', [0])],
      faults: [
        scheduled('crash', [MINUTE], 2 * MINUTE, { kind: 'crash', nodes: [0] }),
        scheduled('cut', [2 * MINUTE], 8 * MINUTE, { kind: 'one-way', from: [-1], to: [0] }),
      ],
    }),
  )
  world.run()
  // What both cause they share; from the fifth minute on it is the cut alone.
  expect(spent(world, 0)).toEqual({
    'crash/repair': MINUTE + MINUTE / 2,
    'crash/restore': MINUTE,
    'cut/repair': MINUTE / 2 + MINUTE + 5 * MINUTE,
  })
})
