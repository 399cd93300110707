import type { Detector } from './contract.js'
import { type MissedBeatsConfig, type MissedBeatsState, missedBeats } from './missed-beats.js'
import { type PhiState, phiAccrual } from './phi-accrual.js'
import type { PhiConfig } from './phi-config.js'
import { fixedTimeout, type TimeoutConfig, type TimeoutState } from './timeout.js'

export type DetectorConfig = TimeoutConfig | MissedBeatsConfig | PhiConfig
export type DetectorState = TimeoutState | MissedBeatsState | PhiState

const detectors = { timeout: fixedTimeout, missed: missedBeats, phi: phiAccrual }

/** The detector a configuration asks for; the configuration itself is its options. */
export function detectorFor(config: DetectorConfig): Detector<DetectorConfig, DetectorState> {
  return detectors[config.kind] as Detector<DetectorConfig, DetectorState>
}
