import { addNodes } from './add-nodes.js'
import { deliver, type Recipient } from './deliver.js'
import { describeEntries, parseChanges } from './describe-entry.js'
import { describeMessage } from './describe-message.js'
import { describeProgressOf, describeState } from './describe-status.js'
import { type Argument, asBoolean, asInteger } from './directive.js'
import type { Environment, Member } from './environment.js'
import { stabilize } from './stabilize.js'
import { processAppendThread, processApplyThread, processReady } from './threads.js'
import { type ConfChange, emptyMessage } from './words.js'

/** Answers with what went wrong, as a text that is not empty, if anything did. */
export type Command = (environment: Environment, args: readonly Argument[], input: string) => unknown

/** The directives of etcd's `InteractionEnv`, by name, and behind them a few of our own. */
export const commands: Readonly<Record<string, Command>> = {
  _breakpoint: () => {},
  'add-nodes': (environment, args) => addNodes(environment, asInteger(args[0].key), args.slice(1)),
  campaign: (environment, args) => first(environment, args).raw.campaign(),
  compact: (environment, args) => {
    const member = first(environment, args)
    member.storage.compact(asInteger(args[1].key))
    showLog(environment, member)
  },
  'deliver-msgs': deliverMessages,
  'forget-leader': (environment, args) => first(environment, args).raw.forgetLeader(),
  'log-level': ({ output }, args) => output.setLevel(args[0].key),
  'process-append-thread': (environment, args) =>
    each(environment, args, 'processing append thread', member => processAppendThread(environment, member)),
  'process-apply-thread': (environment, args) =>
    each(environment, args, 'processing apply thread', member => processApplyThread(environment, member)),
  'process-ready': (environment, args) =>
    each(environment, args, 'handling Ready', member => processReady(environment, member)),
  propose: (environment, args) => first(environment, args).raw.propose(args[1].key),
  'propose-conf-change': (environment, args, input) =>
    first(environment, args).raw.proposeConfChange(readChange(args.slice(1), input)),
  'raft-log': (environment, args) => showLog(environment, first(environment, args)),
  'raft-state': ({ output, members }) => {
    for (const { raw } of members) output.write(describeState(raw.status()))
  },
  'report-unreachable': (environment, args) => first(environment, args).raw.reportUnreachable(asInteger(args[1].key)),
  'send-snapshot': sendSnapshot,
  'set-randomized-election-timeout': (environment, args) =>
    first(environment, args).raw.setRandomizedElectionTimeout(asInteger(argument(args, 'timeout'))),
  stabilize: stabilizeMembers,
  status: (environment, args) => environment.output.write(describeProgressOf(first(environment, args).raw.status())),
  tick: (environment, args) => tick(first(environment, args), asInteger(args[1].key)),
  'tick-election': (environment, args) => {
    const member = first(environment, args)
    tick(member, member.options.electionTick)
  },
  'tick-heartbeat': (environment, args) => {
    const member = first(environment, args)
    tick(member, member.options.heartbeatTick)
  },
  'transfer-leadership': (environment, args) =>
    environment.member(asInteger(argument(args, 'from'))).raw.transferLeader(asInteger(argument(args, 'to'))),

  /** `read-index 1 question`: asks a node to serve a read. */
  'read-index': (environment, args) => first(environment, args).raw.readIndex(args[1].key),
  /** `restart 2`: the node crashes and comes up with what its disk holds. */
  restart: (environment, args) => environment.restart(first(environment, args)),
  /** `report-snapshot 1 3 failure`: tells a node what became of the snapshot it sent. */
  'report-snapshot': (environment, args) =>
    first(environment, args).raw.reportSnapshot(
      asInteger(args[1].key),
      args[2].key === 'failure' ? 'failure' : 'finish',
    ),
}

function first(environment: Environment, args: readonly Argument[]): Member {
  if (args.length === 0) throw new Error('a node is missing')
  return environment.member(asInteger(args[0].key))
}

function argument(args: readonly Argument[], key: string): string {
  const found = args.find(arg => arg.key === key)
  if (found === undefined) throw new Error(`missing argument: ${key}`)
  return found.values[0]
}

/** The nodes that are named without a value. */
function named(environment: Environment, args: readonly Argument[]): Member[] {
  return args.filter(({ values }) => values.length === 0).map(({ key }) => environment.member(asInteger(key)))
}

function tick({ raw }: Member, times: number): void {
  for (let time = 0; time < times; time += 1) raw.tick()
}

/** Under a header of its own each, when there are several. */
function each(environment: Environment, args: readonly Argument[], doing: string, act: (member: Member) => void): void {
  const members = named(environment, args)
  for (const member of members) {
    if (members.length === 1) return act(member)
    environment.output.write(`> ${member.id} ${doing}\n`)
    environment.output.indented(() => act(member))
  }
}

function deliverMessages(environment: Environment, args: readonly Argument[]): void {
  const recipients: Recipient[] = []
  let type: string | undefined
  for (const { key, values } of args) {
    if (values.length === 0) recipients.push({ id: asInteger(key), drop: false })
    else if (key === 'type') type = values[0]
    else if (key === 'drop') for (const value of values) recipients.push({ id: asInteger(value), drop: true })
  }
  if (new Set(recipients.map(({ id }) => id)).size < recipients.length) {
    throw new Error("can't both deliver and drop msgs to a node")
  }
  if (deliver(environment, recipients, type) === 0) environment.output.write('no messages\n')
}

function stabilizeMembers(environment: Environment, args: readonly Argument[]): void {
  const { output } = environment
  const before = output.level
  const level = args.find(({ key }) => key === 'log-level')
  if (level !== undefined) output.setLevel(level.values[0])
  const chosen = named(environment, args)
  try {
    stabilize(environment, chosen.length === 0 ? environment.members : chosen)
  } finally {
    output.setLevel(before)
  }
}

function showLog({ output }: Environment, { storage }: Member): void {
  const [from, to] = [storage.firstIndex(), storage.lastIndex()]
  if (to < from) output.write(`log is empty: first index=${from}, last index=${to}`)
  else output.write(describeEntries(storage.entries(from, to + 1, Number.POSITIVE_INFINITY)))
}

function sendSnapshot(environment: Environment, args: readonly Argument[]): void {
  const [from, to] = args.map(({ key }) => asInteger(key))
  const { raw, storage } = environment.member(from)
  const { term } = raw.status().hardState
  const message = { ...emptyMessage, type: 'MsgSnap' as const, term, from, to, snapshot: storage.snapshot() }
  environment.messages.push(message)
  environment.output.write(describeMessage(message))
}

function readChange(args: readonly Argument[], input: string): ConfChange {
  let v1 = false
  let transition: ConfChange['transition'] = 'Auto'
  for (const { key, values } of args) {
    for (const value of values) {
      if (key === 'v1') v1 = asBoolean(value)
      else if (key !== 'transition') throw new Error(`unknown command ${key}`)
      else if (value === 'auto') transition = 'Auto'
      else if (value === 'implicit') transition = 'JointImplicit'
      else if (value === 'explicit') transition = 'JointExplicit'
      else throw new Error(`unknown transition ${value}`)
    }
  }
  const changes = parseChanges(input)
  if (v1 && (changes.length > 1 || transition !== 'Auto')) {
    throw new Error('v1 conf change can only have one operation and no transition')
  }
  return { v1, transition, changes, context: '' }
}
