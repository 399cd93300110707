import { creditFor } from '../../analysis/budgets/index.js'
import { type Answer, creditAnswer } from '../../report/index.js'
import { decodeScenario, loadAgreement, mostBytes } from '../../scenario/index.js'
import { windowLength } from '../../units/index.js'
import type { ColorChoice } from '../appearance.js'
import { fileError } from '../failure.js'
import { CliExit, EXIT } from '../io.js'
import { showProblems } from '../load.js'
import type { World } from '../world.js'
import { readPromise } from './reading.js'

/** `nines calc credit 99.5% --tiers compute.yaml` */
export async function calcCredit(promise: string, file: string, color: ColorChoice, world: World): Promise<Answer> {
  const unavailability = readPromise({ before: ' credit', text: promise }, world)
  let bytes: Uint8Array
  try {
    bytes = await world.files.read(file, mostBytes + 1)
  } catch (error) {
    throw fileError(world, 'read', file, error)
  }
  const decoded = decodeScenario(bytes, file)
  const loaded = decoded.ok
    ? loadAgreement(decoded.text, file)
    : { agreement: null, problems: [decoded.problem], sources: () => undefined }
  showProblems(world, loaded, color)
  if (loaded.agreement === null) throw new CliExit(EXIT.usage)
  const { name, per, tiers } = loaded.agreement
  const window = windowLength('plain', per)
  return creditAnswer({ name, unavailability, credit: creditFor(tiers, unavailability), window, tiers })
}
