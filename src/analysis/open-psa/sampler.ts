import type { SeedTree, Stream } from '../../random/index.js'
import type { CutOut, OpenPsaModel } from './model.js'

/** Draws the probabilities of a tree's basic events for one trial after the other. */
export interface Sampler {
  /** False when no event depends on anything uncertain. */
  readonly uncertain: boolean
  /** Fills in one trial. Draws beyond [0, 1] are taken to its ends; returns how many were. */
  draw(into: Float64Array): number
}

/**
 * Every deviate has a stream of its own, named after the definition it stands in, so that changing one leaves the luck of
 * all others. Events that share a parameter share its draw.
 */
export function sampler(model: OpenPsaModel, { events }: CutOut, seeds: SeedTree): Sampler {
  const { expressions, order, means, expressionOf } = model.uncertainty
  const roots = events.map(event => expressionOf[event])
  const steps = expressions.uncertain(order, roots)
  const streams = streamsOf(model, steps, seeds)
  const values = means.slice()
  return {
    uncertain: steps.length > 0,
    draw(into) {
      steps.forEach((node, i) => {
        values[node] = expressions.valueOf(node, values, streams[i])
      })
      let clamped = 0
      for (let i = 0; i < roots.length; i++) {
        const value = values[roots[i]]
        // A draw may make an expression meaningless, such as a negative rate: then its mean stands.
        const probability = Number.isNaN(value) ? means[roots[i]] : value
        into[i] = Math.min(Math.max(probability, 0), 1)
        if (into[i] !== value) clamped++
      }
      return clamped
    },
  }
}

function streamsOf(model: OpenPsaModel, steps: readonly number[], seeds: SeedTree): (Stream | null)[] {
  const { expressions } = model.uncertainty
  const counts = new Map<string, number>()
  return steps.map(node => {
    if (!expressions.isDeviate(node)) return null
    const owner = expressions.ownerOf(node)
    const count = counts.get(owner) ?? 0
    counts.set(owner, count + 1)
    return seeds.stream('uncertainty', owner, String(count))
  })
}
