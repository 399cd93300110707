import { fileError, usageError } from '../failure.js'
import { EXIT } from '../io.js'
import { emit } from '../output.js'
import type { World } from '../world.js'

/** A scenario to start from: it runs in a second and says in its comments what to change. */
export const TEMPLATE = `# yaml-language-server: $schema=./scenario.schema.json
# Run it:             nines run FILE
# All keys, checked:  nines validate FILE    All defaults: nines print --resolved FILE
version: 1
name: Web shop in three zones
seed: web-shop        # any text; the same seed gives the same result everywhere
horizon: 1y           # how long each trial runs
trials: 100           # independent trials; more of them sharpen the answer

zones:                # each loses power as a whole: mean time up, mean time to repair
  a: { mtbf: 2y, mttr: 45m }
  b: { mtbf: 2y, mttr: 45m }
  c: { mtbf: 2y, mttr: 45m }

nodes:                # web-1 to web-6, two in each zone
  web: { count: 6, spread: zones, mtbf: 60d, mttr: { lognormal: { median: 5m, p99: 1h } }, boot: 1m }
  db: { count: 3, spread: zones, mtbf: 90d, mttr: 20m, boot: 2m }

services:             # when is it up?
  orders: { on: db, needs: majority }
  shop: { on: web, needs: 5 of 6, depends-on: orders }

expect:               # what has to hold; \`nines run\` exits 1 when something does not
  - availability(shop) >= 99.95%
  - mean-outage(shop) <= 1h
`

export interface InitOptions {
  readonly force?: boolean
}

/** Writes a commented scenario; never over an existing file unless told to. */
export async function init(file: string, options: InitOptions, world: World): Promise<number> {
  const text = TEMPLATE.replaceAll('FILE', file === '-' ? 'shop.yaml' : file)
  if (file === '-') {
    await emit(world, text, null)
    return EXIT.ok
  }
  if (!options.force && (await world.files.exists(file))) {
    throw usageError(world, `\`${file}\` exists already`, '--force replaces it')
  }
  try {
    await world.files.write(file, text)
  } catch (error) {
    throw fileError(world, 'write', file, error)
  }
  world.stderr.write(`wrote ${file}; next: nines run ${file}\n`)
  return EXIT.ok
}
