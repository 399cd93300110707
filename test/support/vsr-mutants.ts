import {
  type Effects,
  type Input,
  type Protocol,
  type VsrConfig,
  type VsrMessage,
  type VsrState,
  vsr,
} from '../../src/protocols/index.js'

type Vsr = Protocol<VsrConfig, VsrState, VsrMessage>
type Out = Effects<VsrMessage>
type In = Input<VsrMessage>
type Break = (state: VsrState, input: In, out: Out, go: (input: In, out: Out) => void, config: VsrConfig) => void
type Of<T extends VsrMessage['type']> = Extract<VsrMessage, { type: T }>

/** Viewstamped Replication with one rule broken on purpose, from outside: the law suite must notice. */
function mutant(name: string, breakRule: Break): Vsr {
  return {
    ...vsr,
    name,
    step(config, state, input, out) {
      breakRule(state, input, out, (given, to) => vsr.step(config, state, given, to), config)
    },
  }
}

function messageOf<T extends VsrMessage['type']>(input: In, type: T): Of<T> | null {
  return input.kind === 'message' && input.message.type === type ? (input.message as Of<T>) : null
}

function withMessage(input: In, message: VsrMessage): In {
  return input.kind === 'message' ? { ...input, message } : input
}

/** The same effects, with messages changed on their way. */
function sending(out: Out, change: (message: VsrMessage) => VsrMessage): Out {
  return { ...out, send: (to, message) => out.send(to, change(message)) }
}

function end(state: VsrState): number {
  return state.base + state.log.length
}

function leads({ status, epoch, view, self }: VsrState): boolean {
  return status === 'normal' && epoch.members[view % epoch.members.length] === self
}

/** What matters to every group. */
export const vsrMutants: readonly Vsr[] = [
  mutant('the best log is the longest, whatever its view (4.2, 3)', (state, input, out, go) => {
    state.lastNormal = 0
    go(input, out)
  }),

  mutant('PREPAREOK for an operation before which others are missing (4.1)', (state, input, out, go) => {
    const prepare = messageOf(input, 'PREPARE')
    go(input, out)
    if (prepare === null || input.kind !== 'message' || prepare.previous <= end(state)) return
    if (state.status !== 'normal' || prepare.view !== state.view || prepare.epoch !== state.epoch.epoch) return
    const { epoch, view, previous, entries, reading } = prepare
    const { vector } = state
    out.send(input.from, { type: 'PREPAREOK', epoch, view, op: previous + entries.length, reading, vector })
  }),

  mutant('committed with one acknowledgement less (4.1)', (state, input, out, go) => {
    const before = end(state)
    go(input, out)
    if (!leads(state) || end(state) === before || input.kind === 'message') return
    const { epoch, view, vector, self } = state
    const from = epoch.members.find(member => member !== self)
    if (from === undefined) return
    const message = { type: 'PREPAREOK', epoch: epoch.epoch, view, op: end(state), reading: -1, vector } as const
    go({ kind: 'message', from, message }, out)
  }),

  mutant('the view begins with one log less (4.2, 3)', (state, input, out, go) => {
    const { epoch, view, self, status } = state
    const own = state.logs[self]
    if (status === 'view-change' && epoch.members[view % epoch.members.length] === self && own !== null) {
      const other = epoch.members.find(member => member !== self)
      if (other !== undefined) state.logs[other] ??= own
    }
    go(input, out)
  }),

  mutant('STARTVIEW of an earlier view is taken for the present one (4.2, 5)', (state, input, out, go) => {
    const message = messageOf(input, 'STARTVIEW')
    const late = message !== null && message.view < state.view && state.status === 'view-change'
    go(late ? withMessage(input, { ...message, view: state.view }) : input, out)
  }),

  mutant('the log of a later view leaves the own end standing (5.2)', (state, input, out, go) => {
    const message = messageOf(input, 'NEWSTATE')
    if (message === null || message.view <= state.view || message.log.checkpoint !== null) {
      go(input, out)
      return
    }
    const { base, entries } = message.log
    const own = base < state.base ? entries : [...state.log.slice(base - state.base)]
    go(withMessage(input, { ...message, log: { base, entries: own, checkpoint: null } }), out)
  }),

  mutant(
    'what is not known to be committed is cut off when a later view is asked for (5.2)',
    (state, input, out, go) => {
      go(input, out)
      if (!state.asking || input.kind !== 'message' || !('view' in input.message)) return
      const { message } = input
      const late = message.type === 'PREPARE' || message.type === 'COMMIT'
      if (late && message.view > state.view) state.log.length = Math.max(0, state.commit - state.base)
    },
  ),

  mutant('the client table does not go with a checkpoint (5.1)', (_state, input, out, go) => {
    const forgets = sending(out, message => {
      if (!('log' in message) || message.log === null || message.log.checkpoint === null) return message
      const checkpoint = { ...message.log.checkpoint, sessions: { open: [] } }
      return { ...message, log: { ...message.log, checkpoint } } as VsrMessage
    })
    go(input, forgets)
  }),

  mutant('a change of configuration is followed by more in its epoch (7.1)', (state, input, out, go) => {
    const last = state.log[state.log.length - 1]
    if (last?.kind !== 'change' || !leads(state) || input.kind !== 'request') {
      go(input, out)
      return
    }
    state.log[state.log.length - 1] = { ...last, kind: 'read' }
    go(input, out)
    const place = state.log.findIndex(({ op }) => op === last.op)
    if (place >= 0) state.log[place] = last
  }),

  mutant('an epoch begins without the state before it (7.1)', (state, input, out, go) => {
    const message = messageOf(input, 'STARTEPOCH')
    if (message !== null && message.epoch.epoch > state.epoch.epoch) {
      go(withMessage(input, { ...message, epoch: { ...message.epoch, start: state.commit } }), out)
    } else go(input, out)
  }),
]

/** With leases. */
export const vsrLeaseMutants: readonly Vsr[] = [
  mutant('takes part in a view change while its primary counts on it (6.3)', (state, input, out, go) => {
    state.sticky = false
    go(input, out)
  }),
]

/** Where nothing is kept. */
export const vsrDisklessMutants: readonly Vsr[] = [
  mutant('comes back without asking anybody', (state, input, out, go) => {
    if (input.kind !== 'start' || !state.installed) {
      go(input, out)
      return
    }
    state.installed = false
    go(input, { ...out, persist: () => {} })
    go({ kind: 'stored', token: state.outbox.written }, out)
  }),

  mutant('RECOVERY is answered in a view change (4.3, 2)', (state, input, out, go) => {
    const asked = messageOf(input, 'RECOVERY') !== null && state.status === 'view-change'
    if (asked) state.status = 'normal'
    go(input, out)
    if (asked) state.status = 'view-change'
  }),

  mutant('recovers from whoever answers first (4.3, 3)', (state, input, out, go) => {
    const message = messageOf(input, 'RECOVERYRESPONSE')
    if (message !== null && state.recovery !== null && message.log !== null) {
      for (const member of message.epoch.members) {
        if (member !== state.self) state.recovery.responses[member] ??= { ...message, log: null }
      }
    }
    go(input, out)
  }),
]

/**
 * Where nothing is kept, and it takes two processes that forget one after the other, or a second crash in the right moment: for the
 * long hunt. Each rule has a test of its own in `vsr-recovery.test.ts`, the first a story in `vsr-transcripts.test.ts`.
 */
export const vsrRareMutants: readonly Vsr[] = [
  {
    ...vsr,
    name: 'recovery as in 4.3, without crash vectors',
    step: (config, state, input, out) => vsr.step({ ...config, recovery: 'liskov' }, state, input, out),
  },

  mutant('a vote of an earlier life counts (Michael 2017, Algorithm 1, line 53)', (state, input, out, go) => {
    const message = messageOf(input, 'DOVIEWCHANGE')
    if (message === null || input.kind !== 'message') {
      go(input, out)
      return
    }
    const { from } = input
    const vector = message.vector.map((life, process) => (process === from ? state.vector[from] : life))
    go(withMessage(input, { ...message, vector }), out)
  }),

  {
    ...vsr,
    name: 'the nonce is not looked at (4.3, 3), without crash vectors',
    step(config, state, input, out) {
      const { recovery } = state
      const message = recovery === null ? null : messageOf(input, 'RECOVERYRESPONSE')
      const given =
        message === null || recovery === null ? input : withMessage(input, { ...message, nonce: recovery.nonce })
      vsr.step({ ...config, recovery: 'liskov' }, state, given, out)
    },
  },

  mutant('RECOVERY is answered when the epoch is about to end', (state, input, out, go) => {
    const last = state.log[state.log.length - 1]
    if (messageOf(input, 'RECOVERY') === null || last?.kind !== 'change') {
      go(input, out)
      return
    }
    state.log[state.log.length - 1] = { ...last, kind: 'read' }
    const whole = sending(out, message => {
      if (message.type !== 'RECOVERYRESPONSE' || message.log === null) return message
      const entries = message.log.entries.map(entry => (entry.op === last.op ? last : entry))
      return { ...message, log: { ...message.log, entries } }
    })
    go(input, whole)
    state.log[state.log.length - 1] = last
  }),
]

/** Where views and logs are kept on a disk. */
export const vsrDiskMutants: readonly Vsr[] = [
  mutant('the view is not written', (_state, input, out, go) => {
    const persist: Out['persist'] = (token, writes) =>
      out.persist(
        token,
        writes.filter(write => write.kind !== 'put' || write.key !== 'place'),
      )
    go(input, { ...out, persist })
  }),

  mutant('answers are given before the disk has synced', (_state, input, out, go) => {
    if (input.kind === 'stored') return
    const tokens: number[] = []
    const eager: Out = {
      ...out,
      persist(token, writes) {
        tokens.push(token)
        out.persist(token, writes)
      },
    }
    go(input, eager)
    for (const token of tokens) go({ kind: 'stored', token }, eager)
  }),

  mutant('a primary that comes back leads its view on', (state, input, out, go, config) => {
    const { status, view, epoch, self } = state
    const led = status === 'normal' && epoch.members[view % epoch.members.length] === self
    const lastNormal = state.lastNormal
    go(input, out)
    if (input.kind !== 'start' || !led || !state.installed) return
    state.status = 'normal'
    state.view = view
    state.lastNormal = lastNormal
    state.viewStart = end(state)
    state.progress[self].match = end(state)
    for (const progress of state.progress) progress.next = end(state) + 1
    out.cancel('retry')
    out.cancel('view')
    out.every('heartbeat', config.heartbeat)
  }),
]
