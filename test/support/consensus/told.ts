import type { ProtocolNetwork } from '../protocol-network.js'
import type { ProtocolTranscript } from '../protocol-transcript.js'

/** Adds what is done to processes, disks and links to a transcript, which tells inputs and effects. */
export function tellFaults<C, S, M>(network: ProtocolNetwork<C, S, M>, transcript: ProtocolTranscript<C, S, M>): void {
  const say = (text: string) => transcript.show(`${(network.now / 1000).toFixed(3).padStart(7)}  -- ${text}`)
  const { crash, pause, resume, stall, cut, heal } = network
  network.crash = node => {
    if (network.members[node].up) say(`${node} crashes with ${network.members[node].unsynced.length} writes unsynced`)
    crash.call(network, node)
  }
  network.pause = node => {
    if (network.members[node].up && network.members[node].waiting === null) say(`${node} is paused`)
    pause.call(network, node)
  }
  network.resume = node => {
    if (network.members[node].waiting !== null) say(`${node} goes on`)
    resume.call(network, node)
  }
  network.stall = (node, until) => {
    if (until > network.now) say(`the disk of ${node} stalls until ${(until / 1000).toFixed(3)}`)
    stall.call(network, node, until)
  }
  network.cut = (from, to) => {
    if (!network.isCut(from, to)) say(`${from} > ${to} is cut`)
    cut.call(network, from, to)
  }
  network.heal = () => {
    say('all links heal')
    heal.call(network)
  }
  network.observers.push({
    started: node => say(`${node} starts`),
    restored: (node, index) => say(`${node} restores a snapshot of ${index}`),
    persisted: (node, writes) => say(`${node} writes ${JSON.stringify(writes)}`),
  })
}
