// Prints `N passed, N failed` from what vitest's JSON reporter wrote, for whoever reads the end of a log.
//
//   node scripts/test-summary.mjs FILE

import { readFileSync } from 'node:fs'

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
let passed = 0
let failed = 0
for (const { status, assertionResults } of testResults) {
  const inFile = assertionResults.filter(result => result.status === 'failed').length
  passed += assertionResults.filter(result => result.status === 'passed').length
  // A file that could not be loaded failed without a test of its own to say so.
  failed += status === 'failed' ? Math.max(1, inFile) : inFile
}
console.log(`${passed} passed, ${failed} failed`)
