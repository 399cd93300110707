import { type Argument, asBoolean, asInteger } from './directive.js'
import { defaultOptions, type Environment, type NodeOptions } from './environment.js'
import { emptySnapshot } from './words.js'

type Setting = (options: NodeOptions, value: string) => void

const settings: Readonly<Record<string, Setting>> = {
  inflight: (options, value) => {
    options.maxInflightMsgs = asInteger(value)
  },
  'election-tick': (options, value) => {
    options.electionTick = asInteger(value)
  },
  'heartbeat-tick': (options, value) => {
    options.heartbeatTick = asInteger(value)
  },
  'async-storage-writes': (options, value) => {
    options.asyncStorageWrites = asBoolean(value)
  },
  prevote: (options, value) => {
    options.preVote = asBoolean(value)
  },
  checkquorum: (options, value) => {
    options.checkQuorum = asBoolean(value)
  },
  'max-size-per-msg': (options, value) => {
    options.maxSizePerMsg = asInteger(value)
  },
  'max-committed-size-per-ready': (options, value) => {
    options.maxCommittedSizePerReady = asInteger(value)
  },
  'disable-conf-change-validation': (options, value) => {
    options.disableConfChangeValidation = asBoolean(value)
  },
  'step-down-on-removal': (options, value) => {
    options.stepDownOnRemoval = asBoolean(value)
  },
  'read-only': (options, value) => {
    if (value !== 'safe' && value !== 'lease-based') throw new Error(`invalid read-only option "${value}"`)
    options.readOnlyOption = value
  },
}

/** `add-nodes 3 voters=(1,2,3) learners=(4) index=10 content=x prevote=true …`: members that begin with a snapshot. */
export function addNodes(environment: Environment, count: number, args: readonly Argument[]): void {
  const options = defaultOptions()
  const voters: number[] = []
  const learners: number[] = []
  let index = 0
  let data = ''
  for (const { key, values } of args) {
    for (const value of values) {
      if (key === 'voters') voters.push(asInteger(value))
      else if (key === 'learners') learners.push(asInteger(value))
      else if (key === 'content') data = value
      else if (key === 'index') index = asInteger(value)
      else if (Object.hasOwn(settings, key)) settings[key](options, value)
      else throw new Error(`add-nodes knows no ${key}`)
    }
  }
  options.applied = index
  const confState = { ...emptySnapshot.metadata.confState, voters, learners }
  environment.add(count, options, { data, metadata: { confState, index, term: 0 } })
}
