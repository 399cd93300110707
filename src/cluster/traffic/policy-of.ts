import {
  type Backend,
  type BalancerConfig,
  balancerFor,
  type Choice,
  type Happening,
  type Policy,
  policyNamed,
} from '../../balancers/index.js'
import type { BalancerUse, PolicyUse, Service } from '../../scenario/index.js'

/** A policy with its configuration. Both are opaque to the world, which tells and asks. */
export interface Hosted {
  readonly policy: Policy<object, object>
  readonly config: object
  /** Whether it lives on what servers say of their load, which comes with their answers. */
  readonly reports: boolean
}

const known = new WeakMap<BalancerUse, Hosted>()

/** The policy of a service that is called. */
export function policyOf({ id, balancer, members }: Service): Hosted {
  if (balancer === null) throw new Error(`nobody calls ${id}`)
  let hosted = known.get(balancer)
  if (hosted === undefined) {
    hosted = hostedOf(balancer, members.length)
    known.set(balancer, hosted)
  }
  return hosted
}

/** Whether its balancer sends probes of load. */
export const sendsProbes = (service: Service): boolean =>
  service.balancer !== null && policyOf(service).policy.probes !== undefined

function hostedOf({ config }: BalancerUse, members: number): Hosted {
  if ('policy' in config) return { policy: plainPolicy(config), config: { members }, reports: false }
  const described = policyNamed(config.name)
  if (described === null) throw new Error(`there is no policy ${config.name}`)
  const reports = config.name === 'reported-load' || isWeightedByReports(config.config)
  return { policy: described.policy, config: config.config, reports }
}

/** gRPC's `weighted_round_robin`. */
function isWeightedByReports(config: PolicyUse['config']): boolean {
  const { policy } = config as { readonly policy?: unknown }
  return typeof policy === 'object' && policy !== null && 'by' in policy && policy.by === 'weighted_round_robin'
}

interface PlainState {
  readonly own: object
  readonly backends: PlainBackend[]
}

interface PlainBackend {
  weight: number
  eligible: boolean
  inFlight: number
  /** What health and operators say of it, since one of them first spoke of more than health. */
  standing?: { up: boolean; away: boolean; weightless: boolean }
}

/** A plain rule asks no more of a server than whether it may be picked. */
function operate(backends: PlainBackend[], happening: Happening): void {
  if (happening.kind === 'up' || happening.kind === 'down') {
    const backend = backends[happening.server]
    const up = happening.kind === 'up'
    if (backend.standing === undefined) backend.eligible = up
    else stand(backend, { ...backend.standing, up })
  } else if (happening.kind === 'drain' || happening.kind === 'maintenance' || happening.kind === 'ready') {
    const backend = backends[happening.server]
    stand(backend, { ...standingOf(backend), away: happening.kind !== 'ready' })
  } else if (happening.kind === 'weight') {
    const backend = backends[happening.server]
    if (happening.weight > 0) backend.weight = happening.weight
    stand(backend, { ...standingOf(backend), weightless: happening.weight === 0 })
  }
}

const standingOf = ({ eligible, standing }: PlainBackend): NonNullable<PlainBackend['standing']> =>
  standing ?? { up: eligible, away: false, weightless: false }

function stand(backend: PlainBackend, standing: NonNullable<PlainBackend['standing']>): void {
  backend.standing = standing
  backend.eligible = standing.up && !standing.away && !standing.weightless
}

/** A plain picking rule as a policy: it knows who is eligible and how much is in flight, and every try is picked anew. */
function plainPolicy(rule: BalancerConfig): Policy<object, object> {
  const balancer = balancerFor(rule)
  const policy: Policy<{ readonly members: number }, PlainState> = {
    name: rule.policy,
    init: ({ members }) => ({
      own: balancer.init(members),
      backends: Array.from({ length: members }, () => ({ weight: 1, eligible: true, inFlight: 0 })),
    }),
    pick(_config, { own, backends }, request, stream): Choice {
      const key = rule.policy === 'hash' ? numberOf(request.key) : 0
      const server = balancer.pick(own as never, backends as readonly Backend[], key, stream)
      return { server, wait: false }
    },
    tell(_config, { backends }, happening) {
      if (happening.kind === 'sent') backends[happening.server].inFlight++
      else if (happening.kind === 'ended') backends[happening.server].inFlight--
      else operate(backends, happening)
      return []
    },
  }
  return policy as unknown as Policy<object, object>
}

/** Keys are numbers, unless the author's own file of arrivals says otherwise: 32 bits of FNV-1a then. */
function numberOf(key: string | null): number {
  const value = Number(key ?? 0)
  if (Number.isInteger(value)) return value % 4294967296
  let hash = 0x811c9dc5
  for (const character of key ?? '') hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
