import { MOST_REPLICAS, type Needed, replicaSeries, replicasFor } from '../../analysis/expression/index.js'
import { type Answer, replicasAnswer } from '../../report/index.js'
import { yearLength } from '../../units/index.js'
import type { CliIo } from '../io.js'
import { readCount, readPromise, readShare } from './reading.js'

export interface ReplicasOptions {
  readonly needed: string
  readonly beta?: string
  readonly target?: string
}

const ROWS = 5

/** `nines calc replicas 99% --beta 10% --target 99.99%` */
export function calcReplicas(promise: string, options: ReplicasOptions, io: CliIo): Answer {
  const unavailability = readPromise({ before: ' replicas', text: promise }, io)
  const beta = options.beta === undefined ? 0 : readShare({ before: ' replicas --beta', text: options.beta }, io)
  const written = { before: ' replicas --needed', text: options.needed }
  const needed: Needed = options.needed === 'majority' ? 'majority' : readCount(written, io, 1, MOST_REPLICAS)
  const target =
    options.target === undefined ? null : readPromise({ before: ' replicas --target', text: options.target }, io)
  return replicasAnswer({
    unavailability,
    beta,
    needed,
    target,
    rows: replicaSeries(unavailability, beta, needed, ROWS),
    enough: target === null ? null : replicasFor(unavailability, beta, needed, target),
    year: yearLength('plain'),
  })
}
