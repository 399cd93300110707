import { expect, it } from 'vitest'
import { type NginxConfig, nginx } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

// nginx-tests, upstream.t: two servers with max_fails=3 and fail_timeout=10s; `close` drops every third request of the first.
it.each([
  ['balanced', 0, [15, 15]],
  ['failures', 3, [6, 24]],
])('answers as upstream.t has it: %s', (_name, everyNth, expected) => {
  const servers = [8081, 8082].map(port => ({ name: `127.0.0.1:${port}`, weight: 1, maxFails: 3, failTimeout: 10 }))
  const config: NginxConfig = { servers, method: 'round-robin' }
  const state = nginx.init(config)
  const luck = new SeedTree('nginx-tests').stream('luck')
  const answers = [0, 0]
  let seen = 0
  for (let id = 0; id < 30; id++) {
    const tried: number[] = []
    const now = 50e6 + id * 1000
    for (let again = true; again; ) {
      const request = { ...{ id, now, key: null, source: [127, 0, 0, 1], uri: '/' }, tried: [...tried] }
      const { server } = nginx.pick(config, state, request, luck)
      nginx.tell(config, state, { kind: 'sent', server, id, now })
      tried.push(server)
      const drops = everyNth > 0 && server === 0 && ++seen % everyNth === 0
      const ending = { outcome: drops ? 'reset' : 'ok', status: drops ? 0 : 200, latency: 100 } as const
      again = drops && (nginx.retry?.(config, state, request, ending).again ?? false)
      nginx.tell(config, state, { kind: 'ended', server, id, now, ending, again })
      if (!drops) answers[server]++
    }
  }
  expect(answers).toEqual(expected)
})
