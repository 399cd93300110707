/** How a policy takes a weight other than 0 that it is told at run time; 0 keeps requests from a server under any of them. */
export type RunTimeWeights =
  /** It deals by the new weight. */
  | 'taken'
  /** It deals by no weights at all. */
  | 'ignored'
  /** Only the weight of the configuration comes back after 0. */
  | 'fixed'

const ignoring = ['round-robin', 'random', 'jump', 'prequal', 'subset', 'finagle', 'linkerd']

/** By the name of a policy and its configuration. */
export function runTimeWeights(name: string, config: object): RunTimeWeights {
  if (name === 'haproxy') return ofHaproxy(config as { readonly balance?: { by?: unknown; type?: unknown } })
  if (name === 'nginx') return ofNginx(config as { readonly method?: unknown })
  if (name === 'rendezvous' && (config as { readonly lots?: unknown }).lots === 'pymemcache') return 'ignored'
  if (name !== 'grpc') return ignoring.includes(name) ? 'ignored' : 'taken'
  const { policy } = config as { readonly policy?: { readonly by?: unknown } }
  return policy?.by === 'ring_hash' ? 'taken' : 'ignored'
}

/** What is laid out when nginx reads its configuration stays as it is: lots and hashes. */
function ofNginx({ method }: { readonly method?: unknown }): RunTimeWeights {
  return ['random', 'hash', 'hash-consistent', 'ip-hash'].includes(String(method)) ? 'ignored' : 'taken'
}

/**
 * HAProxy's management guide, `set weight`: algorithms on a static map accept 0 and the weight of the configuration only;
 * `first` goes by the servers' numbers.
 */
function ofHaproxy({ balance }: { readonly balance?: { by?: unknown; type?: unknown } }): RunTimeWeights {
  const by = String(balance?.by ?? 'roundrobin')
  if (by === 'first') return 'ignored'
  if (['roundrobin', 'leastconn', 'random'].includes(by)) return 'taken'
  return balance?.type === 'consistent' ? 'taken' : 'fixed'
}
