import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Input } from '../../src/protocols/index.js'
import type { ProtocolNetwork } from './protocol-network.js'

/**
 * Writes down what happens in a network, one line an input with what came of it below, to be read in review and
 * compared with a file. `UPDATE=1` rewrites the files.
 */
export class ProtocolTranscript<C, S, M> {
  private readonly lines: string[] = []
  private readonly network: ProtocolNetwork<C, S, M>
  private effects: string[] = []

  constructor(network: ProtocolNetwork<C, S, M>, title: string) {
    this.network = network
    this.lines.push(title, '')
    network.observers.push({
      stepped: (node, _state, input) => this.stepped(node, input),
      noted: (_node, what, value) => this.effects.push(`${what} ${JSON.stringify(value)}`),
      restored: (_node, index) => this.effects.push(`restore ${index}`),
      applied: (_node, index, command) => this.effects.push(`apply ${index} ${JSON.stringify(command)}`),
      replied: ({ request, result }) => this.effects.push(`reply to ${request} ${JSON.stringify(result)}`),
    })
  }

  say(text: string): void {
    this.lines.push('', `# ${text}`)
  }

  /** What holds now, in the author's own form. */
  show(text: string): void {
    this.lines.push(`  ${text}`)
  }

  text(): string {
    return `${this.lines.join('\n')}\n`
  }

  private stepped(node: number, input: Input<M>): void {
    const cause = this.causeOf(node, input)
    if (cause !== null || this.effects.length > 0) {
      this.lines.push(`${(this.network.now / 1000).toFixed(3).padStart(9)}  ${cause ?? `${node}: ${input.kind}`}`)
      for (const effect of this.effects) this.lines.push(`               ${effect}`)
    }
    this.effects = []
  }

  private causeOf(node: number, input: Input<M>): string | null {
    if (input.kind === 'message') return `${input.from} > ${node}  ${this.network.protocol.describe(input.message)}`
    if (input.kind === 'timer') return `${node}: ${input.name} timer`
    if (input.kind === 'request') return `${node}: request ${input.id} ${JSON.stringify(input.command)}`
    if (input.kind === 'read') return `${node}: read ${input.id} ${JSON.stringify(input.query)}`
    if (input.kind === 'operate') return `${node}: operate ${input.id} ${JSON.stringify(input.operation)}`
    if (input.kind === 'suspect') return `${node}: suspect ${input.peer}`
    return null
  }
}

/** The text that should stand in a transcript's file; rewrites it first when the environment says UPDATE=1. */
export function expectedTranscript(file: URL, actual: string): string {
  if (process.env['UPDATE'] === '1') writeFileSync(file, actual)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
