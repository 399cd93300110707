import { describe, expect, it } from 'vitest'
import {
  displayWidth,
  makeSource,
  type Problem,
  problem,
  renderConcise,
  renderGithub,
  renderJson,
  renderText,
  say,
  sortProblems,
  spanIn,
  words,
} from '../../src/diagnostics/index.js'

const file = 'scenarios/three.yaml'

/** A problem at the first place where `at` stands in `text`. */
function problemAt(text: string, at: string, more: Partial<Problem> = {}) {
  const source = makeSource(file, text)
  const start = text.indexOf(at)
  const made = problem('S101', 'error', say`unknown key ${at}`, {
    span: spanIn(source, start, start + at.length),
    ...more,
  })
  return { made, rendered: renderText([made], { sources: () => source }), source }
}

/** The column on the screen under which the first caret stands, and where the marked text begins. */
function columns(rendered: string, marked: string) {
  const lines = rendered.split('\n')
  const caret = lines.findIndex(line => /^ *\| *\^+/.test(line))
  const above = lines[caret - 1]
  return {
    caret: displayWidth(lines[caret].slice(0, lines[caret].indexOf('^'))),
    text: displayWidth(above.slice(0, above.indexOf(marked))),
  }
}

describe('the full form', () => {
  it('is laid out as rustc does', () => {
    const text = 'nodes:\n  n2:\n    mtfb: 30d\n'
    const { rendered } = problemAt(text, 'mtfb', { suggestion: { text: say`did you mean ${'mtbf'}?`, edits: [] } })
    expect(rendered).toBe(`error[S101]: unknown key \`mtfb\`
 --> scenarios/three.yaml:3:5
  |
2 |   n2:
3 |     mtfb: 30d
  |     ^^^^
  = help: did you mean \`mtbf\`?
`)
  })

  it('shows a second place with its words, lines in order', () => {
    const text = 'a: 1\nb: 2\nc: 3\nd: 4\na: 5\n'
    const source = makeSource(file, text)
    const again = problem('S104', 'error', say`the key ${'a'} stands here twice`, {
      span: spanIn(source, 20, 21),
      label: words('again here'),
      secondary: [{ span: spanIn(source, 0, 1), text: words('first here') }],
    })
    expect(renderText([again], { sources: () => source })).toBe(`error[S104]: the key \`a\` stands here twice
 --> scenarios/three.yaml:5:1
  |
1 | a: 1
  | - first here
...
4 | d: 4
5 | a: 5
  | ^ again here
`)
  })

  it('shows a place in another file as one more frame', () => {
    const [a, b] = [makeSource('a.yaml', 'x: 1\n'), makeSource('b.yaml', 'y: 2\n')]
    const p = problem('S122', 'error', words('a circle'), {
      span: spanIn(a, 0, 1),
      secondary: [{ span: spanIn(b, 0, 1), text: words('and here') }],
    })
    const text = renderText([p], { sources: name => (name === 'a.yaml' ? a : b) })
    expect(text).toContain(' --> a.yaml:1:1\n  |\n1 | x: 1\n  | ^\n ::: b.yaml:1:1\n  |\n1 | y: 2\n  | - and here\n')
  })

  it.each([
    ['tabs', '\ta:\t\tmtfb: 30d'],
    ['wide characters', '# 可用性: mtfb: 30d'],
    ['combining marks', 'e\u0301e\u0301: mtfb: 30d'],
    ['emoji', '🚀🚀: mtfb: 30d'],
    ['a control character', 'a\u0007: mtfb: 30d'],
  ])('puts the caret under the word after %s', (_, line) => {
    const { rendered } = problemAt(line, 'mtfb')
    const { caret, text } = columns(rendered, 'mtfb')
    expect(caret).toBe(text)
  })

  it('counts columns in characters', () => {
    expect(problemAt('# 可用性🚀: mtfb', 'mtfb').made.span).toMatchObject({ line: 1, column: 9 })
  })

  it.each([0, 30, 60, 75, 80, 200, 3000])(
    'clips a long line around a mark %i characters in, and still points at it',
    before => {
      const { rendered } = problemAt(`${'x'.repeat(before)} mtfb ${'y'.repeat(500)}`, 'mtfb')
      for (const line of rendered.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
      const { caret, text } = columns(rendered, 'mtfb')
      expect(caret).toBe(text)
    },
  )

  it('underlines no further than the line it begins on, nor than the screen', () => {
    const text = `key: "${'z'.repeat(300)}\n more"`
    const { rendered } = problemAt(text, text.slice(5))
    for (const line of rendered.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
    expect(rendered).toContain('^^^')
  })

  it('lets nothing in the file act on the terminal', () => {
    const evil = 'a\u001b[2J\u009b31m\u202e\u2066x'
    const { rendered } = problemAt(`key: ${evil}`, evil)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    expect(rendered).toContain('\\x1b[2J')
    expect(rendered).toContain('\\u{202e}')
  })

  it('clips long words of the user and breaks long sentences', () => {
    const { rendered } = problemAt(`${'k'.repeat(500)}: 1`, 'k'.repeat(500))
    expect(rendered.split('\n')[0].length).toBeLessThan(100)
    const p = problem('S101', 'error', words('word '.repeat(60).trim()))
    for (const line of renderText([p]).split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('shows twenty and says how many more there are', () => {
    const many = Array.from({ length: 27 }, () => problem('S101', 'error', words('no')))
    expect(renderText(many).match(/error\[S101\]/g)).toHaveLength(20)
    expect(renderText(many)).toMatch(/\n…and 7 more\n$/)
    expect(renderText(many.slice(0, 20))).not.toContain('more')
    expect(renderConcise(many)).toMatch(/\n…and 7 more\n$/)
    expect(renderText([])).toBe('')
  })

  it('is the same with colour but for the colour', () => {
    const { made, rendered, source } = problemAt('  mtfb: 30d', 'mtfb')
    const painted = renderText([made], { sources: () => source, paint: (_, text) => `\u001b[1m${text}\u001b[0m` })
    expect(painted.replaceAll('\u001b[1m', '').replaceAll('\u001b[0m', '')).toBe(rendered)
    expect(painted).not.toBe(rendered)
  })
})

describe('other forms', () => {
  it('concise is one line each', () => {
    const { made } = problemAt('  mtfb: 30d', 'mtfb', { suggestion: { text: say`did you mean ${'mtbf'}?`, edits: [] } })
    expect(renderConcise([made])).toBe(
      'scenarios/three.yaml:1:3: error[S101]: unknown key `mtfb` (did you mean `mtbf`?)\n',
    )
  })

  it('json has everything, edits included', () => {
    const text = '  mtfb: 30d'
    const source = makeSource(file, text)
    const span = spanIn(source, 2, 6)
    const { made } = problemAt(text, 'mtfb', {
      suggestion: { text: words('so'), edits: [{ span, replacement: 'mtbf' }] },
    })
    const [read] = JSON.parse(renderJson([made])).problems
    expect(read).toMatchObject({ code: 'S101', severity: 'error', message: 'unknown key `mtfb`', span, help: [] })
    const { span: where, replacement } = read.suggestion.edits[0]
    expect(text.slice(0, where.start) + replacement + text.slice(where.end)).toBe('  mtbf: 30d')
  })

  it('github commands are escaped as its toolkit does', () => {
    const source = makeSource('a,b:c.yaml', 'x')
    const p = problem('S101', 'error', words('100%'), { span: spanIn(source, 0, 1), help: [words('so: or, so')] })
    expect(renderGithub([p])).toBe('::error file=a%2Cb%3Ac.yaml,line=1,col=1,title=S101::100%25%0Ahelp: so: or, so\n')
  })

  it('github shows ten of a kind, so the tenth stands for the rest', () => {
    const many = Array.from({ length: 12 }, () => problem('S101', 'error', words('no')))
    const lines = renderGithub([...many, problem('S301', 'warning', words('hm'))])
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(11)
    expect(lines[9]).toContain('…and 3 more')
    expect(lines[10]).toMatch(/^::warning /)
  })
})

describe('sorting', () => {
  it('is by file in the order given, then by position; what has no place is first', () => {
    const [a, b] = [makeSource('a', 'xyz'), makeSource('b', 'xyz')]
    const at = (source: typeof a | null, start: number, name: string) =>
      problem('S101', 'error', words(name), { span: source === null ? null : spanIn(source, start, start + 1) })
    const sorted = sortProblems([at(a, 2, '4'), at(b, 0, '2'), at(a, 0, '3'), at(null, 0, '1')], ['b', 'a'])
    expect(sorted.map(p => p.message[0])).toEqual(['1', '2', '3', '4'])
  })
})

describe('lines of a file', () => {
  it('end at LF, CRLF and a lone CR', () => {
    const source = makeSource('f', 'a\nb\r\nc\rd')
    expect(source.lineStarts).toEqual([0, 2, 5, 7])
    expect(spanIn(source, 5, 6)).toMatchObject({ line: 3, column: 1 })
  })
})
