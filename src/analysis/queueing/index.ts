/** Queues in the steady state, by formula. Rates are per second, times microseconds, traffic erlangs. */
export { erlangB, erlangC, serversForDelay, serversForLoss } from './erlang.js'
export { type Load, offeredTraffic, UnstableQueueError } from './load.js'
export {
  type LimitedRoom,
  limitedRoom,
  type ManyServers,
  manyServers,
  responseQuantile,
  responseSurvival,
  waitQuantile,
  waitSurvival,
} from './many-servers.js'
export { constantService, type SingleServer, singleServer, singleServerOf } from './single-server.js'
export { supermarketResponse, supermarketTail } from './supermarket.js'
