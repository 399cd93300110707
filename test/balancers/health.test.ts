import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  envoyCheck,
  failOpen,
  type HaproxyCheckConfig,
  type HealthCheck,
  haproxyCheck,
  observeRequest,
  readinessProbe,
  targetGroupCheck,
} from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

const luck = new SeedTree('health').stream('luck')

/** Hears results, + for passed, - for failed, ! for a fatal failure; tells changes and the waits in seconds. */
function course<C, S>(check: HealthCheck<C, S>, config: C, results: string): string {
  const state = check.init(config)
  return [...results]
    .map(result => {
      const outcome = result === '+' ? 'ok' : result === '!' ? 'fatal' : 'failed'
      const { change, wait } = check.hear(config, state, { outcome }, luck)
      return `${change ?? ''}${wait / 1e6}`
    })
    .join(' ')
}

describe('health', () => {
  const inter = { inter: 4e6, fastinter: 1e6, downinter: 8e6 }

  // HAProxy check.c, set_server_check_status: a new server falls at once; srv_getinter, server.c: the three intervals.
  it('of HAProxy', () => {
    expect(course(haproxyCheck, inter, '-')).toBe('down8')
    expect(course(haproxyCheck, inter, '+---')).toBe('4 1 1 down8')
    expect(course(haproxyCheck, inter, '+--+---')).toBe('4 1 1 4 1 1 down8')
    expect(course(haproxyCheck, inter, '---++')).toBe('down8 8 8 1 up4')
    expect(course(haproxyCheck, { ...inter, rise: 1, fall: 1 }, '+-+')).toBe('4 down8 up4')
    expect([0, 1, 2].map(place => haproxyCheck.first({ inter: 2e6 }, place, 3, luck))).toEqual([0, 666_000, 1_333_000])
  })

  // __health_adjust, check.c.
  it('of HAProxy, from requests', () => {
    const state = haproxyCheck.init({})
    haproxyCheck.hear({}, state, { outcome: 'ok' }, luck)
    const errors = (n: number, onError: Parameters<typeof observeRequest>[3]) =>
      Array.from({ length: n }, () => observeRequest({}, state, false, onError).change).lastIndexOf('down')
    expect(errors(30, 'fastinter')).toBe(-1)
    expect(errors(30, 'fail-check')).toBe(29)
    const other = { health: 4, errors: 0 }
    const falls = Array.from({ length: 30 }, () => observeRequest({}, other, false, 'sudden-death').change)
    expect(falls.indexOf('down')).toBe(19)
    const third = { health: 4, errors: 0 }
    const marks = Array.from({ length: 30 }, () => observeRequest({}, third, false, 'mark-down').change)
    expect(marks.indexOf('down')).toBe(9)
  })

  // health_checker_impl.cc, handleSuccess and setUnhealthy.
  it('of Envoy', () => {
    const config = { interval: 5e6, unhealthyThreshold: 2, healthyThreshold: 3, unhealthyInterval: 7e6 }
    expect(course(envoyCheck, config, '+-+--+++')).toBe('up5 7 5 7 down7 5 5 up5')
    expect(course(envoyCheck, config, '+!')).toBe('up5 down7')
    expect(course(envoyCheck, config, '-+++')).toBe('7 5 5 up5')
    expect(course(envoyCheck, { ...config, unhealthyEdgeInterval: 1e6, healthyEdgeInterval: 2e6 }, '+--')).toBe(
      'up2 7 down1',
    )
  })

  // kubelet's prober/worker.go, doProbe: defaults of the Probe type.
  it('of Kubernetes', () => {
    expect(course(readinessProbe, {}, '+--+---+')).toBe('up10 10 10 10 10 10 down10 up10')
    expect(course(readinessProbe, { successThreshold: 2, period: 1e6 }, '++')).toBe('1 up1')
  })

  // User guide of Elastic Load Balancing, "Health checks for your target groups".
  it('of AWS', () => {
    expect(course(targetGroupCheck, {}, '+--+++++')).toBe('up30 30 down30 30 30 30 30 up30')
    expect(failOpen([false, true])).toEqual([false, true])
    expect(failOpen([false, false])).toEqual([true, true])
  })
})

interface Checks {
  readonly config: HaproxyCheckConfig
  readonly steps: readonly { readonly at: number; readonly ok: boolean; readonly status: string }[]
}

// Made by test/real/checks-record.mjs: when HAProxy checked, what it was answered, and how the server stood then.
describe('the checks of HAProxy', () => {
  const file = new URL('../real/recordings/haproxy-checks.json', import.meta.url)
  const { version, recordings } = JSON.parse(readFileSync(file, 'utf8')) as { version: string; recordings: Checks[] }

  it.each(recordings.map(recording => [JSON.stringify(recording.config), recording] as const))(
    `are those of ${version}: %s`,
    (_name, { config, steps }) => {
      const state = haproxyCheck.init(config)
      let up = true
      for (const [i, { at, ok: passed, status }] of steps.entries()) {
        const { change, wait } = haproxyCheck.hear(config, state, { outcome: passed ? 'ok' : 'failed' }, luck)
        if (change !== null) up = change === 'up'
        expect(status).toBe(up ? 'UP' : 'DOWN')
        const next = steps[i + 1]
        // A check takes a few milliseconds, and the recording machine was busy.
        if (next !== undefined) expect(Math.abs(next.at - at - wait / 1000)).toBeLessThan(40)
      }
    },
  )
})
