import { ProtocolTranscript } from '../protocol-transcript.js'
import type { Hostility } from './hostilities.js'
import type { Subject } from './subject.js'
import { tellFaults } from './told.js'
import { type Outcome, runTrial } from './trial.js'

/** A mutant by its name, where to look for it, and for how long (`Mutant`). */
export interface Wanted {
  readonly name: string
  readonly hostility: Hostility
  readonly within: number
  readonly hunted: number
  /** The configurations are broken and not the protocol. */
  readonly unsafe: boolean
}

/** A subject with its types forgotten, so that all can stand in one list. Mutants are named by their place. */
export interface Case {
  readonly name: string
  /** Whether it takes one command after the other. */
  readonly lively: boolean
  readonly mutants: readonly Wanted[]
  /** With `faithful` the protocol itself runs, in the configuration and the history that are drawn for the mutant. */
  run(seed: string, options?: { mutant?: number; faithful?: boolean; gap?: number }): Outcome
  /** Everything that happens in the run of a seed, and what broke. */
  transcript(seed: string, mutant?: number, faithful?: boolean): string
}

export function caseOf<C, S, M>(subject: Subject<C, S, M>): Case {
  const mutantAt = (place: number | undefined, faithful = false) => {
    if (place === undefined) return {}
    const mutant = subject.mutants[place]
    return { mutant: faithful ? { ...mutant, protocol: subject.protocol } : mutant }
  }
  return {
    name: subject.name,
    lively: subject.commands !== false && subject.once !== true,
    mutants: subject.mutants.map(({ name, hostility = 'anything', within = 40, hunted = 3000, unsafe = false }) => ({
      name,
      hostility,
      within,
      hunted,
      unsafe,
    })),
    run: (seed, { mutant, faithful, gap } = {}) =>
      runTrial(subject, seed, { ...mutantAt(mutant, faithful), ...(gap === undefined ? {} : { gap }) }),
    transcript(seed, mutant, faithful) {
      let text: ProtocolTranscript<C, S, M> | null = null
      const { breach } = runTrial(subject, seed, {
        ...mutantAt(mutant, faithful),
        watching: network => {
          text = new ProtocolTranscript(network, `${subject.name}, seed ${seed}: ${JSON.stringify(network.config)}`)
          tellFaults(network, text)
        },
      })
      const ends = breach === null ? 'no breach' : `${breach.law} is broken at ${breach.at}: ${breach.what}`
      return `${(text as ProtocolTranscript<C, S, M> | null)?.text() ?? ''}\n${ends}\n`
    },
  }
}

/** The seed of a number: `word`, or the kind of hostility where that is not anything. */
export function seedOf(hostility: Hostility, word: string, n: number): string {
  return `${hostility === 'anything' ? word : hostility}/${n}`
}

/** One line by which a breach is found again. */
export function reproduction(of: Case, seed: string, { breach }: Outcome, mutant?: string): string {
  if (breach === null) return `${of.name} holds on ${seed}`
  const time = `${(breach.at / 1000).toFixed(3)} ms`
  const which = mutant === undefined ? '' : ` (${mutant})`
  return `SUBJECT='${of.name}' SEED='${seed}' breaks ${breach.law} at ${time}${which}: ${breach.what}`
}
