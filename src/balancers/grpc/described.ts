import { type Description, group, oneOf, real, time, whole } from '../description.js'
import { describedOutliers } from '../envoy/described.js'
import type { GrpcConfig } from './grpc.js'

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
    outliers: group(describedOutliers, 'servers that fail are ejected', 'A50'),
  },
  server: {},
}
