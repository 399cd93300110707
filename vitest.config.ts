import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * Loading the modules takes longer than most tests do, so that files share them. Not these: they replace modules, load
 * protocols of their own for the whole process, or measure where the compiler's guesses about other code would slow them.
 */
const apart = [
  'test/cli/own-protocols.test.ts',
  'test/cluster/{clocks,disk,network,raft-election,traffic}.test.ts',
  'test/experiments/{forecasts,pace,traces}.test.ts',
  'test/house/own-protocol-page.test.ts',
  'test/protocols/own-protocol.test.ts',
  'test/protocols/*-laws.test.ts',
  'test/scenarios/*.test.ts',
]
const long = 'test/long/**'

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // Unless told so, vitest leaves one of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'apart', include: apart, isolate: true } },
      {
        extends: true,
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: [long, ...apart], isolate: false },
      },
    ],
  },
})
