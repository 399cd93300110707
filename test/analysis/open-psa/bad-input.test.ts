import { describe, expect, it } from 'vitest'
import { compileDiagram, topProbability } from '../../../src/analysis/fault-tree/index.js'
import { readOpenPsa, treeOf } from '../../../src/analysis/open-psa/index.js'
import { makeSource, messageOf } from '../../../src/diagnostics/index.js'

/** `code line:column message` of each problem. */
async function told(...texts: string[]): Promise<string[]> {
  const sources = texts.map((text, i) => makeSource(`${i + 1}.xml`, text))
  const { model, problems } = await readOpenPsa(sources)
  expect(model === null).toBe(problems.some(p => p.severity === 'error'))
  return problems.map(p => `${p.code} ${p.span?.line}:${p.span?.column} ${messageOf(p)}`)
}

const inTree = (lines: string) =>
  `<opsa-mef>\n<define-fault-tree name="T">\n${lines}\n</define-fault-tree>\n</opsa-mef>`
const EVENT = '<define-basic-event name="a"><float value="0.1"/></define-basic-event>'
const A = '<basic-event name="a"/>'

describe('XML from strangers', () => {
  it('is refused where it declares entities, and nothing is expanded', async () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
    const bomb = `<!DOCTYPE opsa-mef [<!ENTITY l0 "ha">${laughs}]>\n<opsa-mef><label>&l9;</label></opsa-mef>`
    expect(await told(bomb)).toEqual(['F602 1:1 the document type declares entities or more'])
    const outside =
      '<?xml version="1.0"?>\n<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<opsa-mef>&x;</opsa-mef>'
    expect(await told(outside)).toEqual(['F602 2:1 the document type declares entities or more'])
  })

  it('does not reach beyond the file, neither by a document type nor by an include', async () => {
    const model = inTree(`<define-gate name="g">${A}</define-gate>\n${EVENT}`)
    expect(await told(`<!DOCTYPE opsa-mef SYSTEM "http://example.org/mef.dtd">\n${model}`)).toEqual([])
    expect(await told(model.replace('</opsa-mef>', '<include file="/etc/passwd"/></opsa-mef>'))).toEqual([
      'F608 6:1 `include` is not supported',
    ])
  })

  it('that is not well formed is told once, where it breaks', async () => {
    expect(await told('<opsa-mef>\n  <label>x</lable>\n</opsa-mef>')).toEqual([
      'F601 2:18 not well-formed XML: unexpected close tag',
    ])
    expect(await told('')).toEqual(['F601 1:1 not well-formed XML: document must contain a root element'])
    expect(await told('<opsa-mef>&nbsp;</opsa-mef>')).toEqual(['F601 1:16 not well-formed XML: undefined entity'])
  })

  it('nested 100,000 deep is told, not followed', async () => {
    const deep = `${'<not>'.repeat(1e5)}${A}${'</not>'.repeat(1e5)}`
    expect(await told(inTree(`<define-gate name="g">${deep}</define-gate>`))).toEqual([
      'F603 3:2508 elements are nested more than 500 deep',
    ])
    const nested = `${'<define-component name="c">'.repeat(1e5)}`
    expect((await told(inTree(nested)))[0]).toMatch(/^F603 /)
  })
})

describe('definitions that cannot be', () => {
  it('are all told at once, in the order of the file', async () => {
    const problems = await told(
      inTree(
        [
          '<define-gate name="top"><or><gate name="g"/><basic-event name="b"/></or></define-gate>',
          '<define-gate name="g"><and/></define-gate>',
          '<define-gate name="g"><not><basic-event name="a"/></not></define-gate>',
          '<define-gate name="h"><atleast min="3"><basic-event name="a"/><gate name="a"/></atleast></define-gate>',
          '<define-basic-event name="a"><float value="1.5"/></define-basic-event>',
          '<define-basic-event name="c"><exponential><float value="-1e-3"/><system-mission-time/></exponential></define-basic-event>',
          '<define-basic-event name="d"><parameter name="lamda"/></define-basic-event>',
          '<define-basic-event name="e"/>',
          '<define-parameter name="lambda"><float value="1e-3x"/></define-parameter>',
        ].join('\n'),
      ),
    )
    expect(problems).toEqual([
      'F612 3:64 the basic event `b` is not defined',
      'F614 4:23 `and` is empty',
      'F611 5:20 the gate `g` is defined twice',
      'F615 6:37 `3` of `2` cannot be',
      'F613 6:75 `a` is not a gate',
      'F617 7:30 the probability of `a` is `1.5`',
      'F618 8:30 `exponential` cannot be computed: an argument is negative',
      'F612 9:47 the parameter `lamda` is not defined',
      'F620 10:27 the basic event `e` has no probability',
      'F607 11:47 `1e-3x` is not a number',
    ])
  })

  it('name the circle of gates or parameters', async () => {
    const gate = (name: string, other: string) =>
      `<define-gate name="${name}"><or><gate name="${other}"/>${A}</or></define-gate>`
    expect(await told(inTree([gate('x', 'y'), gate('y', 'z'), gate('z', 'y'), EVENT].join('\n')))).toEqual([
      'F616 4:20 gates depend on each other in a circle: `y`, `z` and `y`',
    ])
    const parameter = (name: string, other: string) =>
      `<define-parameter name="${name}"><parameter name="${other}"/></define-parameter>`
    expect(
      await told(
        inTree(`<define-gate name="g">${A}</define-gate>\n${EVENT}\n${parameter('p', 'q')}\n${parameter('q', 'p')}`),
      ),
    ).toEqual(['F616 5:45 parameters depend on each other in a circle: `q`, `p` and `q`'])
  })

  it('may stand in different files, and are told with the file', async () => {
    const data = `<opsa-mef><model-data>\n${EVENT}\n</model-data></opsa-mef>`
    const gates = inTree(`<define-gate name="g">${A}</define-gate>`)
    expect(await told(gates, data)).toEqual([])
    expect(await told(gates, data, data)).toEqual(['F611 2:27 the basic event `a` is defined twice'])
  })

  it('of groups are told', async () => {
    const group = (inside: string) =>
      inTree(`<define-gate name="g"><or>${A}<basic-event name="b"/></or></define-gate>`).replace(
        '</opsa-mef>',
        `<define-CCF-group name="G" model="MGL"><members>${A}<basic-event name="b"/></members>${inside}</define-CCF-group></opsa-mef>`,
      )
    const distribution = '<distribution><float value="0.1"/></distribution>'
    expect(await told(group(distribution))).toEqual(['F619 5:1 the group `G` has no factors'])
    expect(await told(group(`${distribution}<factor level="3"><float value="0.1"/></factor>`))).toEqual([
      'F619 5:154 the factor of level `3` is out of place',
    ])
    expect(await told(group(`${distribution}<factor level="2"><float value="1.2"/></factor>`))).toEqual([
      'F617 5:154 the factor of level `2` is `1.2`',
    ])
    const members = Array.from({ length: 40 }, (_, i) => `<basic-event name="m${i}"/>`).join('')
    const factors = Array.from({ length: 39 }, () => '<factor><float value="0.5"/></factor>').join('')
    const large = `<opsa-mef><define-CCF-group name="G" model="MGL"><members>${members}</members>${distribution}<factors>${factors}</factors></define-CCF-group></opsa-mef>`
    expect((await told(large))[0]).toBe('F621 1:11 the group `G` has too many combinations of members')
  })
})

describe('long chains', () => {
  const chain = (length: number, link: (i: number) => string) => Array.from({ length }, (_, i) => link(i)).join('\n')

  it('of 100,000 gates and 10,000 parameters are read and solved without recursion', async () => {
    const gates = chain(
      1e5,
      i =>
        `<define-gate name="g${i}"><${i % 2 ? 'or' : 'not'}><gate name="g${i + 1}"/></${i % 2 ? 'or' : 'not'}></define-gate>`,
    )
    const parameters = chain(
      1e4,
      i => `<define-parameter name="p${i}"><parameter name="p${i + 1}"/></define-parameter>`,
    )
    const text = inTree(
      `${gates}\n<define-gate name="g100000">${A}</define-gate>\n<define-basic-event name="a"><parameter name="p0"/></define-basic-event>\n${parameters}\n<define-parameter name="p10000"><float value="0.25"/></define-parameter>`,
    )
    const { model, problems } = await readOpenPsa([makeSource('chain.xml', text)])
    expect(problems).toEqual([])
    expect(topProbability(compileDiagram(treeOf(model!, 'g0').tree))).toBe(0.25)
  })

  it('of nested formulas to the limit are solved', async () => {
    const deep = `${'<not>'.repeat(490)}${A}${'</not>'.repeat(490)}`
    const { model } = await readOpenPsa([
      makeSource('deep.xml', inTree(`<define-gate name="g">${deep}</define-gate>\n${EVENT}`)),
    ])
    expect(topProbability(compileDiagram(treeOf(model!, 'g').tree))).toBe(0.1)
  })

  it('on a single line of megabytes are read in little time', async () => {
    const gates = Array.from(
      { length: 40_000 },
      (_, i) => `<define-gate name="g${i}"><or>${A}${A}</or></define-gate>`,
    ).join('')
    const { model, problems } = await readOpenPsa([makeSource('line.xml', inTree(gates + EVENT))])
    expect(problems).toEqual([])
    expect(model!.faultTrees[0].tops).toHaveLength(40_000)
  }, 10_000)
})
