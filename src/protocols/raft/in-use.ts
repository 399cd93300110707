import { type Configuration, type ConfigurationChange, changed, membersOf } from './configuration.js'
import type { Entry } from './messages.js'
import type { RaftState } from './state.js'

// Which configuration a process goes by: the last in its log, committed or not (4.1), or the last that was applied.

/** Puts the last of the known configurations to use. */
export function useLast(state: RaftState): void {
  const { index, configuration } = state.configurations[state.configurations.length - 1]
  state.changeIndex = index
  state.configuration = configuration
  const members = membersOf(configuration)
  state.peers = members.filter(member => member !== state.self)
  for (let id = 0; id < state.progress.length; id++) state.progress[id].member = members.includes(id)
}

/** An entry has come into the log after the change it may hold was found valid; true when it brings a configuration. */
export function noteChange(state: RaftState, entry: Entry): boolean {
  if (entry.kind !== 'change') return false
  const next = changed(state.configuration, entry.command as unknown as ConfigurationChange)
  if (typeof next === 'string' || entry.index <= state.configurations[0].index) return false
  addConfiguration(state, entry.index, next)
  return true
}

export function addConfiguration(state: RaftState, index: number, configuration: Configuration): void {
  state.configurations.push({ index, configuration })
  useLast(state)
}

/** The log was cut before `index`: what came with later entries is no more; true when that changes what is in use. */
export function forgetFrom(state: RaftState, index: number): boolean {
  const { configurations } = state
  const before = configurations.length
  while (configurations.length > 1 && configurations[configurations.length - 1].index >= index) configurations.pop()
  if (configurations.length === before) return false
  useLast(state)
  return true
}

/** Entries up to the commit index are for good: configurations before the one in force there are of no more use. */
export function settleConfigurations(state: RaftState): void {
  const { configurations, commitIndex } = state
  while (configurations.length > 1 && configurations[1].index <= commitIndex) configurations.shift()
}

/** The configuration in force after the last applied entry. */
export function appliedConfiguration(state: RaftState): Configuration {
  const { configurations, lastApplied } = state
  let place = configurations.length - 1
  while (place > 0 && configurations[place].index > lastApplied) place -= 1
  return configurations[place].configuration
}
