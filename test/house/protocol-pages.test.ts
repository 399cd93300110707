import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { traceWindow } from '../../src/experiments/index.js'
import { MINUTE } from '../../src/units/index.js'
import { played } from '../cli/transcript.js'
import {
  downtimeByFault,
  failoverHeadings,
  failovers,
  latencies,
  latencyTable,
  lossHeading,
  measuredMeans,
  measuredTable,
  type Ran,
  ran,
  readPage,
  reportTable,
  type Wait,
} from '../support/protocol-pages.js'

/** `UPDATE=1 npx vitest run test/house/protocol-pages.test.ts` writes what stands between `<!-- made: … -->` and `<!-- end -->`. */
const pages = ['raft', 'paxos', 'zab', 'vsr'] as const

const wait = (workload: string, asked: Wait['asked'], clients: number, members: number, syncs: number): Wait => ({
  workload,
  asked,
  clients,
  members,
  syncs,
})

/** Counted in the papers' figures of messages: a quorum's answer is a way there and one back, and one sync in between. */
const waits: { readonly [page: string]: readonly Wait[] } = {
  raft: [
    wait('thesis-writes', 'the leader', 2, 2, 1),
    // 6.4: a round of heartbeats, no disk; a follower asks the leader for the index.
    wait('thesis-reads', 'the leader', 2, 2, 0),
    wait('thesis-reads', 'another', 2, 4, 0),
    // 6.4.1
    wait('lease-reads', 'the leader', 2, 0, 0),
    wait('lease-reads', 'another', 2, 2, 0),
    wait('etcd-writes', 'the leader', 2, 2, 1),
    wait('etcd-reads', 'the leader', 2, 2, 0),
    wait('etcd-reads', 'another', 2, 4, 0),
  ],
  paxos: [
    wait('index-writes', 'the leader', 2, 2, 1),
    wait('index-reads', 'the leader', 2, 2, 0),
    wait('log-reads', 'the leader', 2, 2, 1),
    wait('lease-reads', 'the leader', 2, 0, 0),
  ],
  zab: [
    wait('local-writes', 'the leader', 2, 2, 1),
    // REQUEST to the leader, and its COMMIT.
    wait('local-writes', 'another', 2, 4, 1),
    wait('local-reads', 'any', 2, 0, 0),
    wait('sync-reads', 'the leader', 2, 0, 0),
    wait('sync-reads', 'another', 2, 2, 0),
  ],
  vsr: [
    // 4.1: no disk.
    wait('memory-writes', 'the leader', 2, 2, 0),
    wait('memory-reads', 'the leader', 2, 2, 0),
    wait('disk-writes', 'the leader', 2, 2, 1),
    wait('disk-reads', 'the leader', 2, 2, 1),
    // 6.3.1
    wait('lease-reads', 'the leader', 2, 0, 0),
  ],
}

const runs = new Map<string, Promise<Ran>>()

function once(name: string, horizon?: number): Promise<Ran> {
  const begun = runs.get(name) ?? ran(name, horizon)
  runs.set(name, begun)
  return begun
}

/** A stretch of the scenario of docs/measured/protocol-failovers.md. */
const quick = (page: string): Promise<Ran> => once(`${page}-failover`, 10 * MINUTE)

/** What stands in a block. */
async function made(kind: string, words: readonly string[], page: (typeof pages)[number]): Promise<string> {
  switch (kind) {
    case 'failover':
      return measuredTable(failoverHeadings[page])
    case 'losses':
      return measuredTable(lossHeading)
    case 'latency':
      return latencyTable(await once(`${page}-latency`), waits[page])
    case 'silence':
      return downtimeByFault(
        await once('zab-silence'),
        { 'the leader stands still': /pauses/, 'nobody is heard': /switch/ },
        8,
      )
    case 'report':
      return reportTable(words[0])
    case 'trace': {
      const [service, from, to] = words
      const command = `$ nines trace elections.yaml --service ${service} --from ${from} --to ${to}`
      const shown = await played(command, { 'elections.yaml': readPage('protocols/elections.yaml') }, { traceWindow })
      // Without the warning that so short a scenario tells no interval.
      const story = shown.replace(/^! .*\n/gm, '').trimEnd()
      return `\`\`\`text\n${story}\n\`\`\``
    }
    default:
      throw new Error(`no block ${kind}`)
  }
}

describe.each(pages)('docs/protocols/%s.md', page => {
  it('shows what the program prints', async () => {
    let text = readPage(`protocols/${page}.md`)
    const blocks = [...text.matchAll(/<!-- made: (\w+)((?: [\w-]+)*) -->\n[\s\S]*?<!-- end -->/g)]
    expect(blocks.map(([, kind]) => kind)).toEqual(expect.arrayContaining(['failover', 'latency', 'report', 'trace']))
    for (const [whole, kind, words] of blocks) {
      const block = await made(kind, words.trim().split(' '), page)
      text = text.replace(whole, () => `<!-- made: ${kind}${words} -->\n\n${block}\n\n<!-- end -->`)
    }
    if (process.env['UPDATE'] === '1') {
      writeFileSync(new URL(`../../docs/protocols/${page}.md`, import.meta.url), text)
    }
    expect(readPage(`protocols/${page}.md`)).toBe(text)
    for (const [, trace] of text.matchAll(/```text\n([\s\S]*?)```/g)) {
      for (const line of trace.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
    }
  })

  it('counts as many ways and syncs as a request waits for', async () => {
    for (const { counted, seen } of latencies(await once(`${page}-latency`), waits[page])) expect(seen).toBe(counted)
  })

  it('gives the failovers that were measured', async () => {
    const run = await quick(page)
    const measured = measuredMeans(run, failoverHeadings[page])
    for (const { service, count, mean } of failovers(run)) {
      expect(count).toBeGreaterThan(10)
      // The mean of some fifteen failovers, which differ by a fifth from each other, is a twentieth off.
      expect(Math.abs(mean / (measured.get(service) ?? Number.NaN) - 1), service).toBeLessThan(0.25)
    }
  })
})
