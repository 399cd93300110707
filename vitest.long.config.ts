import { defineConfig } from 'vitest/config'

// The hunts and matrices that take longer than a developer waits for; see test/long.
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    testTimeout: 30 * 60_000,
  },
})
