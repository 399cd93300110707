import { helpOf, messageOf, type Problem } from './problem.js'

/**
 * Workflow commands that GitHub turns into annotations. It shows ten of each kind per step, so the tenth says how many
 * more there are.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(problems: readonly Problem[]): string {
  return (['error', 'warning'] as const)
    .map(severity => {
      const some = problems.filter(p => p.severity === severity)
      if (some.length <= 10) return some.map(annotation).join('')
      return some.slice(0, 9).map(annotation).join('') + `::${severity} title=nines::…and ${some.length - 9} more\n`
    })
    .join('')
}

function annotation(p: Problem): string {
  const place = p.span === null ? '' : `file=${property(p.span.file)},line=${p.span.line},col=${p.span.column},`
  return `::${p.severity} ${place}title=${property(p.code)}::${data([messageOf(p), ...helpOf(p).map(h => `help: ${h}`)].join('\n'))}\n`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
