import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
let dir = ''

beforeAll(() => {
  expect(existsSync(main), 'the program is not built: npm run build').toBe(true)
  dir = mkdtempSync(join(tmpdir(), 'nines-'))
  // A pair that heartbeats: long enough to be interrupted, cheap enough to be left.
  const nodes = 'nodes: { db: { count: 2, mtbf: 1h, mttr: 1m } }'
  const services = 'services: { ledger: { on: db, standby: { heartbeat: 100ms, detector: { timeout: 1s } } } }'
  const slow = `version: 1\nname: slow\nhorizon: 1h\ntrials: 100000\n${nodes}\n${services}\n`
  writeFileSync(join(dir, 'slow.yaml'), slow)
  const one = 'version: 1\nname: one\nhorizon: 10y\ntrials: 20\nnodes: { web: { mtbf: 60d, mttr: 10m } }\n'
  const expect99 = 'services: { site: { on: web } }\nexpect: [ availability(site) >= 99% ]\n'
  writeFileSync(join(dir, 'one.yaml'), one + expect99)
})

afterAll(() => rmSync(dir, { recursive: true, force: true }))

function nines(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  return spawnSync(process.execPath, [main, ...args], { cwd: dir, encoding: 'utf8', ...options })
}

describe('the built program', () => {
  it('calculates', () => {
    const { stdout, status } = nines(['calc', '99.99%'])
    expect(status).toBe(0)
    // 0.0001 of 365 days is 52.56 minutes.
    expect(stdout).toMatch(/year.*52m 34s/)
  })

  it('does not load the simulator to calculate', () => {
    const folder = join(dir, 'loaded')
    const roomsFor = (args: string[]): string[] => {
      rmSync(folder, { recursive: true, force: true })
      nines(args, { env: { ...process.env, NODE_V8_COVERAGE: folder } as Record<string, string> })
      const [file] = readdirSync(folder)
      const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] }
      const rooms = result.map(({ url }) => /\/dist\/([a-z]+)\//.exec(url)?.[1] ?? '')
      return [...new Set(rooms.filter(room => room !== ''))].sort()
    }
    expect(roomsFor(['calc', '99.95%'])).toEqual(['analysis', 'cli', 'diagnostics', 'numerics', 'report', 'units'])
    expect(roomsFor(['validate', 'one.yaml'])).toContain('scenario')
  })

  it.skipIf(!existsSync('/dev/full'))('says so when its results cannot be written, without a stack trace', () => {
    const full = openSync('/dev/full', 'w')
    const { stderr, status } = spawnSync(process.execPath, [main, 'run', 'one.yaml'], {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    })
    expect(stderr).toBe('error: cannot write the results: no space left on the device\n')
    expect(status).toBe(2)
  })

  it('runs a study to the same bytes on one thread and on two', () => {
    const one = nines(['run', 'one.yaml', '--format', 'json', '--workers', '1'])
    const two = nines(['run', 'one.yaml', '--format', 'json', '--workers', '2'])
    expect(one.stderr).toBe('')
    expect(one.status).toBe(0)
    expect(two.stdout).toBe(one.stdout)
    expect(JSON.parse(one.stdout).verdict).toBe('pass')
  })

  it('writes the file named, and the trace', () => {
    expect(nines(['run', 'one.yaml', '-o', 'out.xml', '--format', 'junit', '--trace', 'trace.ndjson']).status).toBe(0)
    expect(readFileSync(join(dir, 'out.xml'), 'utf8')).toContain('<testcase')
    const lines = readFileSync(join(dir, 'trace.ndjson'), 'utf8').trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) JSON.parse(line)
  })

  it('cannot read a directory, nor write into nowhere', () => {
    expect(nines(['run', '.'])).toMatchObject({ status: 2, stderr: 'error: cannot read `.`: it is a directory\n' })
    expect(nines(['run', 'one.yaml', '-o', 'no/where.txt'])).toMatchObject({
      status: 2,
      stderr: 'error: cannot write `no/where.txt`: no such file or directory\n',
    })
  })

  it('survives a reader that leaves', () => {
    const script = `"$0" "$1" run one.yaml --format json | head -c 10; echo " \${PIPESTATUS[0]}"`
    const run = spawnSync('bash', ['-c', script, process.execPath, main], { cwd: dir, encoding: 'utf8' })
    expect(run.stdout).toMatch(/^\{\n {2}"forma 0\n$/)
    expect(run.stderr).toBe('')
  })

  it('at Ctrl-C prints what is known, marked incomplete, and exits 130', async () => {
    let out = ''
    let code: number | null = null
    // A signal that comes while the program is still loading ends it: on a busy machine it is given more time.
    for (let wait = 1500; code === null && wait < 30_000; wait *= 2) {
      const child = spawn(process.execPath, [main, 'run', 'slow.yaml', '--workers', '1'], { cwd: dir })
      child.stdout.on('data', chunk => {
        out += chunk
      })
      setTimeout(() => child.kill('SIGINT'), wait)
      code = await new Promise<number | null>(resolve => child.on('close', resolve))
    }
    expect(code).toBe(130)
    expect(out).toMatch(/INCOMPLETE: interrupted after [\d,]+ of 100,000 trials/)
  })
})
