import { commands } from './commands.js'
import { type DataCase, parseDataFile } from './data-file.js'
import { type Directive, parseDirective } from './directive.js'
import { Environment } from './environment.js'

export interface Difference {
  readonly line: number
  readonly directive: string
  readonly expected: string
  readonly actual: string
}

export interface RunResult {
  readonly cases: number
  /** The file as it should stand, with what came out. */
  readonly text: string
  readonly first: Difference | null
}

/** Runs the cases of a file one after another in one environment; goes on behind a difference. */
export function runInteraction(text: string): RunResult {
  const file = parseDataFile(text)
  const environment = new Environment()
  const outputs = file.cases.map(data => runCase(environment, data))
  const place = file.cases.findIndex(({ expected }, at) => expected !== outputs[at])
  const found = file.cases[place]
  const first =
    found === undefined
      ? null
      : {
          line: found.line,
          directive: text.split('\n')[found.line - 1],
          expected: found.expected,
          actual: outputs[place],
        }
  return { cases: file.cases.length, text: file.rewritten(outputs), first }
}

function runCase(environment: Environment, { directive, input }: DataCase): string {
  const { output } = environment
  let error = run(environment, directive, input)
  // Only a change of configuration has input of its own; that of other directives is more directives.
  if (error === '' && directive.command !== 'propose-conf-change') error = runAll(environment, input)
  const written = output.take()
  const text = output.quiet ? error : written + error
  if (text === '') return 'ok\n'
  return text.endsWith('\n') ? text : `${text}\n`
}

function runAll(environment: Environment, lines: string): string {
  for (const line of lines.split('\n')) {
    const directive = parseDirective(line)
    if (directive === null) continue
    const error = run(environment, directive, '')
    if (error !== '' && environment.output.quiet) return error
    environment.output.write(error)
  }
  return ''
}

function run(environment: Environment, { command, args }: Directive, input: string): string {
  if (!Object.hasOwn(commands, command)) return 'unknown command'
  try {
    const error = commands[command](environment, args, input)
    return typeof error === 'string' ? error : ''
  } catch (error) {
    return (error as Error).message
  }
}
