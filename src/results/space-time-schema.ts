import { z } from 'zod'
import { scenarioSchema } from './schema.js'
import { happenings, type SpaceTime } from './space-time.js'

const time = z.int()
const lane = z.int().nonnegative()
const text = z.string()

const first = z.strictObject({ role: z.string(), round: z.int(), serving: z.boolean() })

const sent = z.strictObject({
  kind: z.literal('send'),
  at: time,
  lane,
  to: lane,
  message: z.int().positive(),
  text,
  fate: z.enum(['arrives', 'lost', 'cut', 'down', 'held', 'under way']),
  arrives: time.nullable(),
})

const arrived = z.strictObject({
  kind: z.enum(['receive', 'held', 'dropped']),
  at: time,
  lane,
  from: lane,
  message: z.int().positive().nullable(),
  text,
  why: z.enum(['down', 'cut']).nullable(),
})

const happened = z.strictObject({ kind: z.enum(happenings), at: time, lane: z.int().min(-1), text })

/** The shape of `nines.space-time/1`. Keys stand in the order in which JSON output writes them. */
export const spaceTimeSchema: z.ZodType<SpaceTime> = z.strictObject({
  format: z.literal('nines.space-time/1'),
  version: z.string(),
  scenario: scenarioSchema,
  trial: z.int().positive(),
  service: z.string(),
  kind: z.string(),
  round: z.string(),
  from: time,
  to: time,
  lanes: z.array(z.strictObject({ id: z.string(), kind: z.enum(['member', 'clients']), first: first.nullable() })),
  up: z.boolean(),
  faults: z.array(z.strictObject({ label: z.string(), since: time })),
  moments: z.array(z.discriminatedUnion('kind', [sent, arrived, happened])),
  told: time,
  reproduce: z.string(),
})

/**
 * One JSON document, as `writeResult` writes it.
 *
 * @throws ZodError when it does not have the shape it claims
 */
export function writeSpaceTime(told: SpaceTime): string {
  return `${JSON.stringify(spaceTimeSchema.parse(told), null, 2)}\n`
}
