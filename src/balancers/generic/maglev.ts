import { bytesOf } from '../hashes/bytes.js'
import { murmur3 } from '../hashes/murmur3.js'
import { genericPolicy } from './generic-policy.js'
import { type HashConfig, requestHash } from './hashed-text.js'
import { maglevTable } from './maglev-table.js'
import { type Roster, usable } from './roster.js'

export interface MaglevConfig extends HashConfig {
  /** Places in the table, a prime well above the number of servers; 65537 by default. */
  readonly size?: number
}

interface Table {
  readonly changes: number
  readonly members: readonly number[]
  readonly places: Int32Array
}

const tables = new WeakMap<Roster, Table>()

/** Maglev hashing (Eisenbud et al., NSDI 2016): as even as can be, and few keys move. */
export const maglev = genericPolicy<MaglevConfig, Record<string, never>>({
  name: 'maglev',
  start: () => ({}),
  choose({ config, roster, candidates, request }) {
    const { members, places } = tableOf(config, roster)
    for (let attempt = 0; attempt < 64; attempt++) {
      const server = members[places[requestHash(config, request, attempt) % places.length]]
      if (candidates.includes(server)) return server
    }
    return candidates[0]
  },
})

function tableOf({ servers, size = 65537 }: MaglevConfig, roster: Roster): Table {
  const known = tables.get(roster)
  if (known !== undefined && known.changes === roster.changes) return known
  const members = usable(roster)
  const entries = members.map(i => {
    const name = bytesOf(servers[i].name)
    return { offset: murmur3(name, 0) % size, skip: (murmur3(name, 1) % (size - 1)) + 1, weight: roster.weight[i] }
  })
  const table = { changes: roster.changes, members, places: maglevTable(entries, size) }
  tables.set(roster, table)
  return table
}
