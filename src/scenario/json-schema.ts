import { root } from './language/root.js'
import type { JsonSchema } from './shape/shape.js'

/** JSON Schema (draft 7) of scenario files, for editors: made from the very shapes that read them. */
export function scenarioJsonSchema(): JsonSchema {
  const definitions = new Map<string, JsonSchema>()
  const schema = root.schema({ definitions })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'nines scenario',
    description: 'A cluster, what fails in it, and what has to hold.',
    ...schema,
    definitions: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}
