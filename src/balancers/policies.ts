import type { Policy } from './contract.js'
import type { Description, Options } from './description.js'
import { describedEnvoy } from './envoy/described.js'
import { envoy } from './envoy/envoy.js'
import { describedFinagle } from './finagle/described.js'
import { finagle } from './finagle/finagle.js'
import * as described from './generic/described.js'
import { uniformRandom, weightedRandom } from './generic/draws.js'
import type { GenericConfig } from './generic/generic-policy.js'
import { hashModulo, jump, rendezvous } from './generic/hash-rules.js'
import { ewma, peakEwma } from './generic/latencies.js'
import { fewestConnections, joinIdleQueue, joinShortestQueue, leastRequest } from './generic/loads.js'
import { maglev } from './generic/maglev.js'
import { prequal } from './generic/prequal.js'
import { reportedLoad } from './generic/reported-load.js'
import { boundedLoads, ringHash } from './generic/ring-rules.js'
import { plainRoundRobin, smoothWeighted } from './generic/rotations.js'
import { subset } from './generic/subsets.js'
import { zoneAware } from './generic/zones.js'
import { describedGrpc } from './grpc/described.js'
import { grpc } from './grpc/grpc.js'
import { describedHaproxy } from './haproxy/described.js'
import { haproxy } from './haproxy/haproxy.js'
import { ketama } from './ketama/ketama.js'
import { describedLinkerd } from './linkerd/described.js'
import { linkerd } from './linkerd/linkerd.js'
import { describedNginx } from './nginx/described.js'
import { nginx } from './nginx/nginx.js'

/** A description whose options go by name alone. */
export interface PlainDescription {
  readonly name: string
  readonly about: string
  readonly source: string
  readonly options: Options
  readonly server: Options
}

/** A policy with what it can be told; a configuration is made of those options and `servers`. */
export interface DescribedPolicy {
  readonly description: PlainDescription
  readonly policy: Policy<object, object>
}

/** Every policy there is, by the name it has in a scenario: textbook ones first. */
export const policies: readonly DescribedPolicy[] = [
  of(plainRoundRobin, described.describedPlainRoundRobin),
  of(smoothWeighted, described.describedSmoothWeighted),
  of(uniformRandom, described.describedUniformRandom),
  of(weightedRandom, described.describedWeightedRandom),
  of(fewestConnections, described.describedFewestConnections),
  of(leastRequest, described.describedLeastRequest),
  of(joinShortestQueue, described.describedJoinShortestQueue),
  of(joinIdleQueue, described.describedJoinIdleQueue),
  of(ewma, described.describedEwma),
  of(peakEwma, described.describedPeakEwma),
  of(reportedLoad, described.describedReportedLoad),
  of(hashModulo, described.describedHashModulo),
  of(ringHash, described.describedRing),
  of(rendezvous, described.describedRendezvous),
  of(jump, described.describedJump),
  of(maglev, described.describedMaglev),
  of(boundedLoads, described.describedBoundedLoads),
  of(prequal, described.describedPrequal),
  of(zoneAware, described.describedZoneAware),
  of(subset, described.describedSubset),
  of(ketama, described.describedKetama),
  of(haproxy, describedHaproxy),
  of(nginx, describedNginx),
  of(envoy, describedEnvoy),
  of(grpc, describedGrpc),
  of(finagle, describedFinagle),
  of(linkerd, describedLinkerd),
]

/** The policy of that name, or null. */
export function policyNamed(name: string): DescribedPolicy | null {
  return policies.find(({ description }) => description.name === name) ?? null
}

function of<C extends GenericConfig, S>(policy: Policy<C, S>, description: Description<C>): DescribedPolicy {
  // Who made a configuration by the description may hand it over as what it is.
  return {
    policy: policy as unknown as Policy<object, object>,
    description: description as unknown as PlainDescription,
  }
}
