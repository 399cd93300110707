import { byForm, isMapTree, isScalarTree, listOf, refine } from '../shape/collection.js'
import { object, preset, required } from '../shape/object.js'
import { text } from '../shape/scalar.js'
import type { Shape } from '../shape/shape.js'
import type { ScalarTree } from '../text/tree.js'

/** A line of `expect`, not yet taken apart: that needs the names of everything else. */
export interface ExpectationLine {
  readonly name: string
  readonly line: ScalarTree | null
}

const line: Shape<ScalarTree | null> = {
  ...text,
  expected: 'an expectation such as `availability(shop) >= 99.95%`',
  read(tree, reading) {
    text.read(tree, reading)
    return tree.kind === 'scalar' && tree.type !== 'null' ? tree : null
  },
  fallback: () => null,
  schema: () => ({ type: 'string', examples: ['availability(shop) >= 99.95%', 'longest-outage(shop) <= 15m at 99%'] }),
}

const short = refine(line, (read): ExpectationLine => ({ name: '', line: read }))
const long = refine(
  object({ name: preset(text, '', 'what it is called in reports'), that: required(line, 'the expectation') }),
  (value): ExpectationLine => ({ name: value.name, line: value.that }),
)

export const expectations = listOf(
  byForm<ExpectationLine>([
    { when: isScalarTree, shape: short },
    { when: isMapTree, shape: long },
  ]),
)
