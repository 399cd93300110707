import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * Rooms whose tests simulate for long or replace modules: each file has modules of its own, as the compiler's guesses
 * about one world would slow down the next. Everywhere else loading the modules takes longer than the tests do, and
 * files share them.
 */
const apart = ['cluster', 'experiments', 'leap', 'models', 'protocols', 'scenarios'].map(
  room => `test/${room}/**/*.test.ts`,
)
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
