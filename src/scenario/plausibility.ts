import type { Root } from './language/root.js'
import type { Scenario } from './scenario.js'
import type { Reading } from './shape/reading.js'

export function plausibility(_root: Root, _scenario: Scenario, _reading: Reading): void {}
