import type { Plain } from '../../../src/protocols/index.js'
import type { StateMachine } from '../protocol-network.js'

/** What a read of the machine answers: everything that tells two histories apart. */
export interface Seen {
  /** Index of the last command applied. */
  readonly last: number
  readonly hash: number
  readonly value: Plain
}

/** What a snapshot of the machine holds. */
export interface Captured {
  readonly last: number
  readonly hash: number
  readonly values: { readonly [key: string]: Plain }
}

const start = 2166136261

/**
 * What the members replicate: keys with values, and a hash of all commands ever applied with their indices, chained. What
 * it answers to a command is the hash, so an answer depends on the whole history before it.
 */
export class KeyValueMachine implements StateMachine {
  last = 0
  hash = start
  private values: { [key: string]: Plain } = {}

  apply(index: number, command: Plain): number {
    this.hash = chained(this.hash, `${index}:${JSON.stringify(command)}`)
    this.last = index
    if (isWrite(command)) this.values[command.key] = command.value
    return this.hash
  }

  read(query: Plain): { [key: string]: Plain } {
    return { last: this.last, hash: this.hash, value: this.values[String(query)] ?? null }
  }

  capture(): { [key: string]: Plain } {
    return { last: this.last, hash: this.hash, values: { ...this.values } }
  }

  restore(_index: number, captured: Plain): void {
    const { last, hash, values } = captured as unknown as Captured
    this.last = last
    this.hash = hash
    this.values = { ...values }
  }
}

/** The hash of nothing. */
export const startHash = start

/** FNV-1a over the characters, going on from `hash`. */
export function chained(hash: number, text: string): number {
  let next = hash
  for (let i = 0; i < text.length; i++) next = Math.imul(next ^ text.charCodeAt(i), 16777619)
  return next >>> 0
}

function isWrite(command: Plain): command is { key: string; value: Plain } {
  return typeof command === 'object' && command !== null && 'key' in command && 'value' in command
}
