import { say } from '../../diagnostics/index.js'
import type { Keys } from '../scenario.js'
import { refine } from '../shape/collection.js'
import { object, preset, required } from '../shape/object.js'
import { inWhere, report } from '../shape/reading.js'
import { count, numberBetween, positiveNumber, share } from '../shape/scalar.js'
import { named } from '../shape/shape.js'
import { tagged } from '../shape/tagged.js'

const most = 1_000_000

const zipf = object({
  keys: required(count(1, most), 'how many there are', { slips: ['count', 'size'] }),
  exponent: preset(numberBetween(0, 10), 1, 'a key is asked for as often as its rank to the power of this, negative'),
})

const hot = object({
  keys: required(count(2, 4_294_967_295), 'how many there are', { slips: ['count', 'size'] }),
  hot: required(count(1, 4_294_967_294), 'how many of them are hot'),
  share: required(share, 'of requests that are about the hot ones'),
})

const sessions = object({
  active: required(count(1, most), 'visitors at a time, each with a key of his own'),
  requests: preset(positiveNumber(), 10, 'that a visitor makes in the mean, a geometric number; then another comes'),
})

const choices = tagged<Keys>('choice of keys', {
  uniform: {
    shape: refine(count(1, 4_294_967_295), (many): Keys => ({ kind: 'uniform', count: many })),
    about: 'so many keys, each as likely',
  },
  zipf: {
    shape: refine(zipf, ({ keys: many, exponent }): Keys => ({ kind: 'zipf', count: many, exponent })),
    about: 'few keys that are asked for often, and many that are not',
  },
  hot: {
    shape: refine(
      hot,
      (body): Keys => ({ kind: 'hot', count: body.keys, hot: body.hot, share: body.share }),
      (body, tree, reading) => {
        if (body.hot >= body.keys)
          report(reading, 'S107', tree.place, say`${body.hot} of ${body.keys} keys cannot be hot${inWhere(reading)}`)
      },
    ),
    about: 'a hot set, and the others',
  },
  sessions: {
    shape: refine(
      sessions,
      ({ active, requests }): Keys => ({ kind: 'sessions', active, requests: Math.max(1, requests) }),
    ),
    about: 'visitors who come, make some requests, and go',
  },
})

/** What requests are about: what hashes go by, and whose address a request comes from. */
export const keys = named('keys', () => choices)
