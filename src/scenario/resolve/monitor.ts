import type { Watch } from '../language/monitor.js'
import type { Monitor } from '../scenario.js'

export function monitorOf(watch: Watch): Monitor {
  return { heartbeat: watch.heartbeat.value, detector: watch.detector.value }
}
