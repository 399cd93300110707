import { type Description, type Fields, flag, group, oneOf, real, time, whole } from '../description.js'
import type { GrpcConfig } from './grpc.js'
import type { GrpcOutlierConfig } from './outliers.js'

const outliers: Fields<GrpcOutlierConfig> = {
  interval: time(10_000_000, 'between two looks', 'A50'),
  baseEjection: time(30_000_000, 'an ejection lasts so long times how often it was', 'A50'),
  maxEjection: time(300_000_000, 'the longest ejection', 'A50'),
  maxEjected: whole('%', [0, 100], 10, 'of the addresses that may be out', 'A50'),
  successRate: flag(false, 'whether those far below the mean are ejected', 'A50'),
  successRateHosts: whole('servers', [0, null], 5, 'with enough requests, for a mean', 'A50'),
  successRateRequests: whole('requests', [0, null], 100, 'in an interval', 'A50'),
  successRateFactor: whole('‰', [0, null], 1900, 'of a deviation below the mean', 'A50'),
  failurePercentage: flag(false, 'whether failures beyond a share eject', 'A50'),
  failureThreshold: whole('%', [0, 100], 85, 'of requests that fail', 'A50'),
  failureHosts: whole('servers', [0, null], 5, 'with enough requests', 'A50'),
  failureRequests: whole('requests', [0, null], 50, 'in an interval', 'A50'),
}

export const describedGrpc: Description<GrpcConfig> = {
  name: 'grpc',
  about: 'a channel of gRPC',
  source: 'grpc/proposal A42, A48, A50, A58; grpc-go',
  options: {
    policy: oneOf(
      'by',
      {
        pick_first: { about: 'the first that is ready', options: {} },
        round_robin: { about: 'each in turn', options: {} },
        least_request: {
          about: 'the fewest requests of some drawn',
          options: { choices: whole('servers', [2, 10], 2, 'how many are drawn', 'A48') },
        },
        ring_hash: {
          about: 'a ring of hashes',
          options: {
            minimum: whole('points', [1, 4096], 1024, 'at least', 'A42'),
            maximum: whole('points', [1, 4096], 4096, 'at most', 'A42'),
          },
        },
        weighted_round_robin: {
          about: 'by what the servers report of their load',
          options: {
            blackout: time(10_000_000, 'reports are not trusted so soon after the first', 'A58'),
            expiration: time(180_000_000, 'nor so long after the last', 'A58'),
            update: time(1_000_000, 'how often weights are taken over', 'A58'),
            errorPenalty: real('1', [0, null], 1, 'what an error costs in capacity', 'A58'),
          },
        },
      },
      'pick_first',
      'the policy',
      'grpc/grpc, load-balancing.md',
    ),
    outliers: group(outliers, 'servers that fail are ejected', 'A50'),
  },
  server: {},
}
