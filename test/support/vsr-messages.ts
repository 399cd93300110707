import { type VsrConfig, type VsrMessage, type VsrState, vsr } from '../../src/protocols/index.js'
import { type Asked, ProtocolProcess } from './protocol-process.js'

export type VsrProcess = ProtocolProcess<VsrConfig, VsrState, VsrMessage>
type Type = VsrMessage['type']
type Of<T extends Type> = Extract<VsrMessage, { type: T }>
export type VsrEntry = VsrState['log'][number]

export function vsrConfig(members: number, more: Partial<VsrConfig> = {}): VsrConfig {
  return { members, viewTimeout: { kind: 'uniform', low: 100_000, high: 200_000 }, heartbeat: 20_000, ...more }
}

/** A process of a group that has just been set up: in view 0, with an empty log. */
export function setUp(self: number, members = 3, more: Partial<VsrConfig> = {}): VsrProcess {
  const process = new ProtocolProcess(vsr, vsrConfig(members, more), self)
  process.sync()
  return process
}

/** Operations from `op` on, numbered in the views given. */
export function entries(op: number, ...views: readonly number[]): VsrEntry[] {
  return views.map((view, i) => ({
    epoch: 0,
    view,
    op: op + i,
    kind: 'command',
    command: `${view}.${op + i}`,
    client: -1,
    sequence: 0,
  }))
}

/** A whole log of operations numbered in the views given. */
export function logOf(...views: readonly number[]): Of<'DOVIEWCHANGE'>['log'] {
  return { base: 0, entries: entries(1, ...views), checkpoint: null }
}

export function prepare(view: number, previous: number, views: readonly number[], commit = 0): VsrMessage {
  return { type: 'PREPARE', epoch: 0, view, previous, entries: entries(previous + 1, ...views), commit, reading: 0 }
}

export function prepareOk(view: number, op: number, vector = [0, 0, 0, 0, 0], reading = -1): VsrMessage {
  return { type: 'PREPAREOK', epoch: 0, view, op, reading, vector }
}

export function startViewChange(view: number, vector = [0, 0, 0]): VsrMessage {
  return { type: 'STARTVIEWCHANGE', epoch: 0, view, vector }
}

export function doViewChange(
  view: number,
  lastNormal: number,
  log: Of<'DOVIEWCHANGE'>['log'],
  commit = 0,
  vector = [0, 0, 0],
): VsrMessage {
  return { type: 'DOVIEWCHANGE', epoch: 0, view, lastNormal, log, commit, vector }
}

/** What was sent of a type, with whom it went to. */
export function sent<T extends Type>({ sent: all }: Asked<VsrMessage>, type: T): (Of<T> & { readonly to: number })[] {
  return all.flatMap(({ to, message }) => (message.type === type ? [{ ...(message as Of<T>), to }] : []))
}

export function replies({ replies: all }: Asked<VsrMessage>): unknown[] {
  return all.map(({ request, result }) => ({ request, ...(result as object) }))
}
