import { describeMessage, isLocalTarget } from './describe-message.js'
import type { Environment } from './environment.js'
import type { WireMessage } from './words.js'

export interface Recipient {
  readonly id: number
  /** Loses the messages instead; those between a node and its own threads are never lost. */
  readonly drop: boolean
}

/** Messages to one recipient, of one type if given. */
export function messagesTo(environment: Environment, { id, drop }: Recipient, type?: string): WireMessage[] {
  return environment.messages.filter(
    message =>
      message.to === id && (type === undefined || message.type === type) && !(drop && staysWithinNode(message)),
  )
}

/** Delivers, or drops, all messages to the recipients in their order; answers how many. */
export function deliver(environment: Environment, recipients: readonly Recipient[], type?: string): number {
  const { output } = environment
  let count = 0
  for (const recipient of recipients) {
    const chosen = messagesTo(environment, recipient, type)
    environment.messages = environment.messages.filter(message => !chosen.includes(message))
    count += chosen.length
    for (const message of chosen) {
      output.write(`${recipient.drop ? 'dropped: ' : ''}${describeMessage(message)}\n`)
      if (!recipient.drop) step(environment, message)
    }
  }
  return count
}

function step(environment: Environment, message: WireMessage): void {
  const error = environment.member(message.to).raw.step(message)
  if (error !== '')
    environment.output.write(`${error}
`)
}

function staysWithinNode({ from, to }: WireMessage): boolean {
  return from === to || isLocalTarget(from) || isLocalTarget(to)
}
