import { errorPage as page } from './page.js'

/** E1xx: what cannot be calculated. The examples are expressions for `nines calc`. */
export const expressionPages = [
  page(
    'E101',
    'something else was expected here',
    'An expression is made of parts with `and` (all of them are needed) and `or` (one is enough) between them. A part is an availability (`99.95%`, `4 nines`, `4.38h/y`), `mtbf 60d mttr 10m`, `2 of 3 (…)`, `failover(…, …)`, a name, or an expression in parentheses. `and` binds closer than `or`.',
    '99.9% && 99.95%',
    '99.9% and 99.95%',
  ),
  page(
    'E102',
    'parentheses do not match',
    'Every parenthesis that is opened is closed again.',
    '(99% or 99%',
    '(99% or 99%)',
  ),
  page(
    'E103',
    'a number that cannot be read',
    'Availabilities are percentages or shares with a decimal point; durations have a unit: us, ms, s, m (minute), h, d, w or y.',
    'mtbf 60d mttr 10min',
    'mtbf 60d mttr 10m',
  ),
  page(
    'E104',
    'a name that stands for nothing',
    'A name is given to a part where it is first mentioned, `db: 99.95%`. From there on the name alone means that very part: mentioned twice, it is still one part that fails once.',
    '(99% and db) or (99% and db: 99.95%)',
    '(99% and db: 99.95%) or (99% and db)',
  ),
  page(
    'E105',
    'a name for two things',
    'A name is one part wherever it stands. Two parts that are alike but fail each on its own need two names, or none.',
    'db: 99.95% or db: 99.9%',
    'db-1: 99.95% or db-2: 99.9%',
  ),
  page(
    'E106',
    'so many of so many cannot be',
    '`2 of 3 (99.9%)` is up when two of three equal and independent parts are; `2 of (99.9%, 99.95%, 99%)` when two of the listed ones are.',
    '4 of 3 (99.9%)',
    '3 of 4 (99.9%)',
  ),
  page(
    'E107',
    'copies that are all one part',
    'What has a name is one part, also inside `2 of 3 (…)`: the copies share it, like three servers on one power supply. If nothing in the parentheses is without a name, the copies are all the same part. Give the name to the group.',
    '2 of 3 (web: 99.9%)',
    'web: 2 of 3 (99.9%)',
  ),
  page(
    'E108',
    'an expression beyond the limits',
    'Expressions nest at most 200 deep, 400 by way of names, and have at most a million characters, copies are at most 10,000 and lists at most 200 long. Where copies share parts they are written out, to at most 10,000 parts. A part that is used often can be given a name.',
    '1 of 20000 (99%)',
    '1 of 2 (99%)',
  ),
  page(
    'E109',
    'how often it fails over is not known',
    'A failover that takes time costs that time whenever the primary fails. How often that is does not follow from an availability: 99.9% can be one failure a year or one an hour. Give the primary as `mtbf … mttr …`, or say `every 30d`.',
    'failover(99.9%, 99.9%, takes 30s)',
    'failover(99.9%, 99.9%, takes 30s, every 30d)',
  ),
  page(
    'E110',
    '`?` cannot be two things at once',
    'Every `?` in an expression stands for the same value, which `--target` leads to: an availability, a mean up time, a mean outage or the time of a failover.',
    'mtbf ? mttr 10m and ?',
    'mtbf ? mttr 10m and mtbf ? mttr 5m',
  ),
]
