// @ts-check
/**
 * One holder at a time, by leases from a majority (Gray & Cheriton, "Leases", SOSP 1989; here a member holds the lease once
 * a majority has granted it). Written to be read: docs/own-protocol.md takes it apart.
 *
 * @typedef {import('nines/protocols').Effects<Message>} Out
 * @typedef {import('nines/laws').Law} Law
 *
 * @typedef {object} Config Durations in microseconds.
 * @property {number} members
 * @property {number} lease how long a grant binds the member that gave it
 * @property {number} renew time between a holder's renewals
 * @property {Law} patience silence after which a member asks for the lease itself
 * @property {number} drift greatest rate error of a clock, as a fraction, that the lease allows for
 *
 * @typedef {{ type: 'ask', term: number, round: number }} Ask
 * @typedef {{ type: 'answer', term: number, round: number, granted: boolean }} Answer
 * @typedef {{ type: 'release', term: number }} Release
 * @typedef {Ask | Answer | Release} Message
 *
 * @typedef {object} State
 * @property {number} self
 * @property {'member' | 'asking' | 'holder'} role
 * @property {number} term highest term that was granted or held here; on disk before it is
 * @property {number} bid the term this member asked for last; on disk before it asks
 * @property {number} seen highest term heard of
 * @property {number} written
 * @property {number} synced writes handed to the disk, and those that are on it
 * @property {number} grantedTo member that has this one's grant, or -1
 * @property {boolean} mute true until what was granted before a crash must have run out
 * @property {{ to: number, ask: Ask } | null} promise a grant that waits for the disk
 * @property {number} round of asking, counted; answers to earlier ones count for nothing
 * @property {number} askedAt own clock when the present round began
 * @property {number} until own clock at which the lease that is held ends
 * @property {boolean[]} grants
 * @property {boolean[]} refusals by member, in the present round
 */

/** @type {import('nines/protocols').Protocol<Config, State, Message>} */
export const protocol = {
  name: 'majority-lease',

  init(config, self, stored) {
    return {
      self,
      role: 'member',
      term: Number(stored.values['term'] ?? 0),
      bid: Number(stored.values['bid'] ?? 0),
      seen: 0,
      written: 0,
      synced: 0,
      grantedTo: -1,
      mute: false,
      promise: null,
      round: 0,
      askedAt: 0,
      until: 0,
      grants: nobody(config),
      refusals: nobody(config),
    }
  },

  step(config, state, input, out) {
    switch (input.kind) {
      case 'start':
        return start(config, state, out)
      case 'message':
        return onMessage(config, state, out, input.from, input.message)
      case 'timer':
        return onTimer(config, state, out, input.name)
      case 'stored':
        state.synced = input.token
        return onSynced(config, state, out)
      case 'request':
        return out.reply(input.id, replyTo(state, out))
    }
  },

  status(_config, state) {
    return {
      role: state.role,
      term: state.term,
      leader: state.grantedTo,
      serving: state.role === 'holder',
      lastIndex: 0,
      commitIndex: 0,
      pending: state.written - state.synced + (state.role === 'asking' ? 1 : 0),
    }
  },

  // A quiet round renews the lease: what the holder has read off its clock moves on with its rounds. Those who grant keep
  // timers instead, which the host moves.
  advance(config, state, _cadence, periods) {
    if (state.role !== 'holder') return
    state.askedAt += periods * config.renew
    state.until += periods * config.renew
  },

  describe(message) {
    if (message.type === 'release') return `release t${message.term}`
    const what = message.type === 'ask' ? 'ask' : message.granted ? 'grant' : 'refuse'
    return `${what} t${message.term} round ${message.round}`
  },

  budget: config => ({ down: Math.ceil(config.members / 2) - 1, keeps: 'disk', drift: config.drift }),

  listening: config => ({ least: leastOf(config.patience), period: config.renew, leaderPatience: config.lease }),
}

/** The settings that a scenario may give it: what each is, what it is unless given, and what for. */
export const settings = {
  lease: { is: 'duration', default: '10s', about: 'how long a grant binds the member that gave it' },
  renew: { is: 'duration', default: '2s', about: "time between a holder's renewals" },
  patience: { is: 'law', default: '11s..14s', about: 'silence after which a member asks for the lease itself' },
  drift: { is: 'share', default: '0.1%', about: 'greatest rate error of a clock that the lease allows for' },
}

/**
 * What a member granted before it crashed it has forgotten, so it grants nothing until that must have run out.
 * @param {Config} config @param {State} state @param {Out} out
 */
function start(config, state, out) {
  out.note('role', state.role)
  state.mute = state.term > 0 || state.bid > 0
  if (state.mute) out.after('mute', constant(config.lease))
  out.after('patience', config.patience)
}

/** @param {Config} config @param {State} state @param {Out} out @param {number} from @param {Message} message */
function onMessage(config, state, out, from, message) {
  if (message.type === 'ask') onAsk(config, state, out, from, message)
  else if (message.type === 'answer') onAnswer(config, state, out, from, message)
  else if (state.grantedTo === from && state.term === message.term) state.grantedTo = -1
}

/** @param {Config} config @param {State} state @param {Out} out @param {string} name */
function onTimer(config, state, out, name) {
  if (name === 'patience') bid(config, state, out)
  else if (name === 'renew') ask(config, state, out)
  else if (name === 'grant') state.grantedTo = -1
  else if (name === 'mute') state.mute = false
  else if (name === 'lapse') lapse(config, state, out)
  else if (name === 'answers' && state.role === 'asking') giveUp(config, state, out)
}

/**
 * The holder was silent for too long, or there is none. A term belongs to one member, and is on its disk before anyone
 * hears of it, so that it is never asked for twice.
 * @param {Config} config @param {State} state @param {Out} out
 */
function bid(config, state, out) {
  out.after('patience', config.patience)
  if (state.role === 'holder' || state.mute || isTaken(state, state.self)) return
  setRole(state, out, 'asking')
  const above = Math.max(state.term, state.bid, state.seen)
  state.bid = (Math.floor(above / config.members) + 1) * config.members + state.self
  out.note('election-started', state.bid)
  write(state, out, 'bid', state.bid)
}

/** @param {State} state @param {Out} out @param {'term' | 'bid'} key @param {number} value */
function write(state, out, key, value) {
  state.written += 1
  out.persist(state.written, [{ kind: 'put', key, value }])
}

/**
 * Everything written is on the disk: what waited for it goes on.
 * @param {Config} config @param {State} state @param {Out} out
 */
function onSynced(config, state, out) {
  if (state.synced < state.written) return
  if (state.promise !== null) {
    const { to, ask: asked } = state.promise
    state.promise = null
    grant(config, state, out, to, asked)
  } else if (state.role === 'asking') {
    if (state.term === state.bid) hold(config, state, out)
    else ask(config, state, out)
  }
}

/**
 * A round: everyone is asked, oneself first. The lease counts from before the asking.
 * @param {Config} config @param {State} state @param {Out} out
 */
function ask(config, state, out) {
  state.round += 1
  state.askedAt = out.clock()
  state.grants = nobody(config)
  state.refusals = nobody(config)
  bind(config, state, out, state.self)
  if (state.role === 'asking') out.after('answers', constant(config.lease / 2))
  for (let to = 0; to < config.members; to++) {
    if (to !== state.self) out.send(to, { type: 'ask', term: state.bid, round: state.round })
  }
  count(config, state, out, state.self)
}

/** @param {Config} config @param {State} state @param {Out} out @param {number} from @param {Ask} message */
function onAsk(config, state, out, from, message) {
  if (state.mute || isTaken(state, from) || message.term < state.term) {
    out.send(from, { type: 'answer', term: state.term, round: message.round, granted: false })
  } else if (message.term === state.term && state.promise === null) {
    grant(config, state, out, from, message)
  } else if (message.term > state.term) {
    state.term = message.term
    state.promise = { to: from, ask: message }
    bind(config, state, out, from)
    write(state, out, 'term', state.term)
  }
}

/** @param {Config} config @param {State} state @param {Out} out @param {number} to @param {Ask} message */
function grant(config, state, out, to, message) {
  bind(config, state, out, to)
  out.after('patience', config.patience)
  out.send(to, { type: 'answer', term: message.term, round: message.round, granted: true })
}

/**
 * From now on, for as long as a lease, this member grants to nobody else.
 * @param {Config} config @param {State} state @param {Out} out @param {number} to
 */
function bind(config, state, out, to) {
  state.grantedTo = to
  if (to !== state.self && state.role === 'asking') setRole(state, out, 'member')
  out.after('grant', constant(config.lease))
}

/** @param {State} state @param {number} by */
function isTaken(state, by) {
  return state.grantedTo >= 0 && state.grantedTo !== by
}

/** @param {Config} config @param {State} state @param {Out} out @param {number} from @param {Answer} message */
function onAnswer(config, state, out, from, message) {
  if (!message.granted) state.seen = Math.max(state.seen, message.term)
  if (state.role === 'member' || message.round !== state.round) return
  if (message.granted) {
    if (message.term === state.bid) count(config, state, out, from)
  } else {
    state.refusals[from] = true
    if (state.role === 'asking' && isMajority(config, state.refusals)) giveUp(config, state, out)
  }
}

/**
 * Too many refused, or did not answer: what the others granted is given back, so that it does not stand in the way of whoever asks next. From
 * here on answers to this round count for nothing.
 * @param {Config} config @param {State} state @param {Out} out
 */
function giveUp(config, state, out) {
  setRole(state, out, 'member')
  state.grantedTo = -1
  for (let to = 0; to < config.members; to++) if (to !== state.self) out.send(to, { type: 'release', term: state.bid })
}

/**
 * With the grants of a majority the lease is held, and ends so early that on the fastest of their clocks it has not run
 * out yet.
 * @param {Config} config @param {State} state @param {Out} out @param {number} from
 */
function count(config, state, out, from) {
  state.grants[from] = true
  if (!isMajority(config, state.grants)) return
  state.until = state.askedAt + (config.lease * (1 - config.drift)) / (1 + config.drift)
  if (state.role === 'holder') {
    out.after('lapse', constant(Math.max(1, state.until - out.clock())))
  } else if (state.term !== state.bid) {
    state.term = state.bid
    write(state, out, 'term', state.term)
  }
}

/** @param {Config} config @param {State} state @param {Out} out */
function hold(config, state, out) {
  const left = state.until - out.clock()
  if (left <= 0) return setRole(state, out, 'member')
  out.after('lapse', constant(left))
  out.every('renew', config.renew)
  setRole(state, out, 'holder')
  out.note('serving', state.term)
}

/** @param {Config} config @param {State} state @param {Out} out */
function lapse(config, state, out) {
  out.cancel('renew')
  out.after('patience', config.patience)
  setRole(state, out, 'member')
}

/**
 * The clock is asked, not the role: a process that stood still may have slept through the end of its lease.
 * @param {State} state @param {Out} out @returns {import('nines/protocols').Reply}
 */
function replyTo(state, out) {
  if (state.role === 'holder' && out.clock() < state.until) return { kind: 'done', index: 0, result: state.term }
  return { kind: 'redirect', redirect: isTaken(state, state.self) ? state.grantedTo : -1 }
}

/** @param {State} state @param {Out} out @param {State['role']} role */
function setRole(state, out, role) {
  if (state.role === role) return
  state.role = role
  out.note('role', role)
}

/** @param {Config} config */
function nobody(config) {
  return Array.from({ length: config.members }, () => false)
}

/** @param {Config} config @param {boolean[]} said */
function isMajority(config, said) {
  return 2 * said.filter(Boolean).length > config.members
}

/** @param {number} value @returns {Law} */
function constant(value) {
  return { kind: 'constant', value }
}

/** The shortest a law can draw. @param {Law} law */
function leastOf(law) {
  return law.kind === 'uniform' ? law.low : law.kind === 'constant' ? law.value : 0
}
