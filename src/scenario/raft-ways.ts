import { say, words } from '../diagnostics/index.js'
import { mean, quantile } from '../laws/index.js'
import { firstVoters, type RaftConfig } from '../protocols/index.js'
import { formatDuration } from '../units/index.js'
import type { RaftBody } from './language/raft.js'
import type { Root } from './language/root.js'
import type { ServiceEntry } from './language/services.js'
import type { Scenario } from './scenario.js'
import { type Reading, report } from './shape/reading.js'
import type { Located } from './shape/shape.js'
import { type Place, spanOf } from './text/tree.js'

/** Warns where a way of Raft that has a price is chosen and the scenario asks for it; see `protocols/raft/config.ts`. */
export function raftWays(root: Root, scenario: Scenario, reading: Reading): void {
  root.services.forEach((entry, s) => {
    const { redundancy } = scenario.services[s]
    const body = entry.value.protocol?.value
    if (redundancy.kind !== 'raft' || body?.kind !== 'raft') return
    appliedChanges(root, entry, body, reading)
    starvedElections(scenario, s, redundancy.config, body, reading)
    unguardedLease(entry, redundancy.config, reading)
  })
}

/**
 * A configuration that counts when it is applied: the member with the longest log may have applied its own removal, and the
 * others, who do not know of it, will vote for nobody else.
 */
function appliedChanges(root: Root, { name }: ServiceEntry, body: RaftBody, reading: Reading): void {
  const when = body['configuration-when']
  if (when.value !== 'applied') return
  const changes = root.operations.filter(({ value }) => value.members !== null && value.service.value === name)
  if (changes.length === 0) return
  report(
    reading,
    'S311',
    when.place,
    say`new members of ${name} count when they are applied, and ${changes[0].name} changes them: with a crash meanwhile nobody may be left who can lead`,
    {
      secondary: changes.map(change => ({ span: spanOf(change.namePlace), text: words('changes the members') })),
      ...instead(when, 'appended', 'configuration-when'),
    },
    'warning',
  )
}

/**
 * With a timeout that is redrawn, and a wait that begins anew, at every term, whoever stands for election keeps the others
 * waiting, though its log be too old to win. The slowest member never stands when the least it waits, and the sync of its
 * own vote, are no shorter than the most that the fastest does. PreVote raises no term for one that could not win.
 */
function starvedElections(
  { nodes, services, faults }: Scenario,
  s: number,
  config: RaftConfig,
  body: RaftBody,
  reading: Reading,
): void {
  if (config.redraw !== 'each-term' || config.preVote === true) return
  const { members } = services[s]
  const voters = firstVoters(config).map(voter => members[voter])
  if (voters.length < 2) return
  const law = config.electionTimeout
  const [least, most] = law.kind === 'uniform' ? [law.low, law.high] : [quantile(law, 0), quantile(law, 1)]
  const waits = voters.map(n => {
    const { clock, disk, failures } = nodes[n]
    const slow = failures.filter(mode => mode.effect === 'slow').map(mode => mode.factor)
    for (const { effect } of faults) if (effect.kind === 'slow' && effect.nodes.includes(n)) slow.push(effect.factor)
    const sync = config.campaign === 'at-once' || slow.length === 0 ? 0 : Math.max(...slow) * mean(disk.sync)
    return { slowest: least / (1 - clock.drift) + sync, fastest: most / (1 + clock.drift), odd: clock.drift + sync > 0 }
  })
  for (const [v, { slowest, odd }] of waits.entries()) {
    const others = waits.filter((_, other) => other !== v)
    const first = others.reduce((least, { fastest }) => Math.min(least, fastest), Number.POSITIVE_INFINITY)
    if (!(slowest >= first) || !(odd || others.some(other => other.odd))) continue
    report(
      reading,
      'S312',
      body.redraw.place,
      say`${nodes[voters[v]].id} may wait ${formatDuration(Math.floor(slowest))} or longer before it stands for election, and others never longer than ${formatDuration(Math.ceil(first))}: with old logs they can keep an election from ending`,
      {
        secondary: [{ span: spanOf(body['election-timeout'].place), text: words('the timeouts that are drawn') }],
        help: [
          words(
            '`pre-vote: true` raises no term for a member that cannot win; a wider range of timeouts lets all stand',
          ),
        ],
      },
      'warning',
    )
    return
  }
}

/** etcd's lease is CheckQuorum's word that the leader leads; without it reads ask a quorum. */
function unguardedLease({ name, value }: ServiceEntry, config: RaftConfig, reading: Reading): void {
  const place = value.protocol?.place
  if (place === undefined || config.reads !== 'lease' || config.ways !== 'etcd' || config.checkQuorum === true) return
  const help = [words("`check-quorum: true` is what etcd's lease rests on; etcd starts with no other")]
  const message = say`reads of ${name} ask a quorum in spite of ${'reads: lease'}, since no leader looks for its quorum`
  report(reading, 'S309', place, message, { help }, 'warning')
}

/** A suggestion to write another word, if the one that counts was written. */
function instead({ place }: { readonly place: Place } | Located<string>, word: string, key: string) {
  if (place.byDefault) return { help: [say`${`${key}: ${word}`} lets them count at once`] }
  return { suggestion: { text: say`did you mean ${word}?`, edits: [{ span: spanOf(place), replacement: word }] } }
}
