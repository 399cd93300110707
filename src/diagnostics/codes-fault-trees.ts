import { type Page, errorPage as page, warningPage } from './page.js'

const model = (inside: string, more = '') =>
  `<opsa-mef>\n  <define-fault-tree name="T">\n${inside
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n')}\n  </define-fault-tree>${more}\n</opsa-mef>`
const gate = (formula: string) => `<define-gate name="top">${formula}</define-gate>`
const event = (name: string, expression = '<float value="0.01"/>') =>
  `<define-basic-event name="${name}">${expression}</define-basic-event>`
const a = '<basic-event name="a"/>'
const either = gate(`<or>${a}<basic-event name="b"/></or>`)
const both = `${event('a')}\n${event('b')}`
const good = model(`${either}\n${both}`)

const group = (factor: string) =>
  model(either) // The group declares its members.
    .replace(
      '\n</opsa-mef>',
      `\n  <define-CCF-group name="G" model="beta-factor">\n    <members>${a}<basic-event name="b"/></members>\n    <distribution><float value="0.01"/></distribution>\n    ${factor}\n  </define-CCF-group>\n</opsa-mef>`,
    )

/** F6xx: fault trees in the Open-PSA Model Exchange Format. */
export const faultTreePages: readonly Page[] = [
  page(
    'F601',
    'not well-formed XML',
    'The file breaks the rules of XML itself: tags that do not match, a missing quote, an unknown entity. Only the first such place is told, since what follows it is guesswork.',
    good.replace('</define-fault-tree>', ''),
    good,
  ),
  page(
    'F602',
    'entities are not expanded',
    'A document type may declare entities, which can fetch other files or grow without bounds. Nothing is fetched or expanded here, and a declaration is refused rather than passed over. `<!DOCTYPE opsa-mef>` alone does no harm.',
    `<!DOCTYPE opsa-mef [<!ENTITY x "y">]>\n${good}`,
    `<!DOCTYPE opsa-mef>\n${good}`,
  ),
  {
    code: 'F603',
    severity: 'error',
    title: 'nested too deep',
    text: 'Elements may be nested 500 deep. Parts of a formula can be given a name with `define-gate`, parts of an expression with `define-parameter`; chains of names may be of any length.',
    wrong: null,
    right: null,
  },
  page(
    'F604',
    'unknown element',
    'The element does not belong here. The help names the one that is closest, or what may stand here.',
    good.replace(/or>/g, 'orr>'),
    good,
  ),
  page(
    'F605',
    'unknown attribute',
    'The element has no such attribute. It is told rather than passed over, since a misspelt `min` would change what a gate means.',
    good.replace('basic-event name="b"/>', 'basic-event nmae="b" name="b"/>'),
    good,
  ),
  page(
    'F606',
    'a missing attribute',
    'The element means nothing without this attribute.',
    good.replace(' name="top"', ''),
    good,
  ),
  page(
    'F607',
    'a value that cannot be',
    'An attribute has a value of the wrong kind: a number that is none, a word that is not among those known, or nothing.',
    good.replace('"0.01"', '"1 %"'),
    good,
  ),
  page(
    'F608',
    'not supported',
    'The element would change what the fault trees mean, fetch another file or run foreign code. Files that belong together are given together: `nines solve model.xml data.xml`.',
    good.replace('<opsa-mef>', '<opsa-mef>\n  <include file="data.xml"/>'),
    good,
  ),
  page(
    'F611',
    'defined twice',
    'Gates, basic events and house events share one space of names, parameters have another. A name may be used again where it is `private` to its component. Members of a common-cause group are defined by the group.',
    model(`${either}\n${both}\n${event('a', '<float value="0.02"/>')}`),
    good,
  ),
  page(
    'F612',
    'a name that nothing has',
    'A formula or expression refers to something that no file defines. Files that belong together are given together.',
    model(`${either}\n${event('a')}`),
    good,
  ),
  page(
    'F613',
    'a name of another kind',
    'A formula refers to a gate as a basic event, or the like. `<event name="…"/>` refers to either.',
    good.replace(a, '<gate name="a"/>'),
    good,
  ),
  page(
    'F614',
    'the wrong number of arguments',
    'A gate without arguments, a negation of two things, an exponential without its time: what it should mean is a guess.',
    model(`${gate('<and/>')}\n${both}`),
    good,
  ),
  page(
    'F615',
    'k of n that cannot be',
    '`atleast` is of 1 to all of its arguments; `cardinality` has a `min` that is not above its `max`.',
    model(`${gate(`<atleast min="3">${a}<basic-event name="b"/></atleast>`)}\n${both}`),
    good,
  ),
  page(
    'F616',
    'definitions in a circle',
    'A gate or parameter depends on itself, by way of others. The message names them in their order.',
    model(
      `${gate('<or><gate name="g"/><basic-event name="a"/></or>')}\n<define-gate name="g"><gate name="top"/></define-gate>\n${event('a')}`,
    ),
    good,
  ),
  page(
    'F617',
    'a probability beyond 0 and 1',
    'The expression of a basic event comes out negative or above 1. A rate is turned into a probability by `exponential`.',
    good.replace('"0.01"', '"1.5"'),
    good,
  ),
  page(
    'F618',
    'an expression without a value',
    'An argument is outside of where the expression is defined, such as a negative rate, a division by 0 or bounds in the wrong order.',
    good.replace('<float value="0.01"/>', '<exponential><float value="-1"/><system-mission-time/></exponential>'),
    good,
  ),
  page(
    'F619',
    'a group of common cause that is incomplete',
    'A group has two members or more, one distribution, and factors: one for `beta-factor`, of level 2 and up for `MGL`, of level 1 and up for `alpha-factor` and `phi-factor`, without a gap.',
    group('<factor level="1"><float value="0.1"/></factor>'),
    group('<factor level="2"><float value="0.1"/></factor>'),
  ),
  page(
    'F620',
    'an event without a probability',
    'A basic event is defined without an expression. Some models keep the probabilities in a `model-data` element of another file; give both files.',
    model(`${either}\n${event('a', '')}\n${event('b')}`),
    good,
  ),
  {
    code: 'F621',
    severity: 'error',
    title: 'too large',
    text: 'A common-cause group makes one event of every combination of members that may fail together, at most 100,000. A `beta-factor` group makes one more than it has members; other models can leave out the factors of high levels.',
    wrong: null,
    right: null,
  },
  page('F622', 'nothing to solve', 'The files define no gates, so that there is no top event.', '<opsa-mef/>', good),
  warningPage(
    'F631',
    'a part that is not read',
    'Event trees, initiating events and consequences are passed over: only fault trees are solved. The fault trees mean the same without them.',
    good.replace('<opsa-mef>', '<opsa-mef>\n  <define-initiating-event name="I"/>'),
    good,
  ),
]
