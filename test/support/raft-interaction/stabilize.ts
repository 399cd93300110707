import { deliver, messagesTo } from './deliver.js'
import type { Environment, Member } from './environment.js'
import { processAppendThread, processApplyThread, processReady } from './threads.js'

/** Lets `members` work and talk to each other until there is nothing left to do; as etcd's `Stabilize`, in its order. */
export function stabilize(environment: Environment, members: readonly Member[]): void {
  for (let rounds = 0; round(environment, members); rounds += 1) {
    if (rounds === mostRounds) throw new Error('there is no end to it')
  }
}

/** Rounds after which a group is held never to come to rest, as when two members hand a proposal to each other. */
const mostRounds = 10_000

function round(environment: Environment, members: readonly Member[]): boolean {
  const { output } = environment
  let worked = false
  const under = (header: string, work: () => void) => {
    output.write(`> ${header}\n`)
    output.indented(work)
    worked = true
  }
  for (const member of members) {
    if (!member.raw.hasReady()) continue
    under(`${member.id} handling Ready`, () => processReady(environment, member))
  }
  for (const { id } of members) {
    const recipient = { id, drop: false }
    if (messagesTo(environment, recipient).length === 0) continue
    under(`${id} receiving messages`, () => deliver(environment, [recipient]))
  }
  for (const member of members) {
    if (member.appendWork.length === 0) continue
    under(`${member.id} processing append thread`, () => {
      while (member.appendWork.length > 0) processAppendThread(environment, member)
    })
  }
  for (const member of members) {
    if (member.applyWork.length === 0) continue
    under(`${member.id} processing apply thread`, () => {
      while (member.applyWork.length > 0) processApplyThread(environment, member)
    })
  }
  return worked
}
