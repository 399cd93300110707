import { Command, CommanderError, Option } from 'commander'
import type { ColorChoice } from './appearance.js'
import { calcCommand } from './commands/calc.js'
import { limitIn, limitReached } from './failure.js'
import { FORMATS, PROBLEM_FORMATS } from './formats.js'
import { CliExit, EXIT } from './io.js'
import { drawCount, hours, listLength, moment, outageChoice, precision, trialCount, workerCount } from './options.js'
import type { World } from './world.js'

/**
 * Runs a command line and returns its exit code. Commands are loaded when they are called, so that a calculation does
 * not wait for the simulator.
 */
export async function main(args: readonly string[], world: World): Promise<number> {
  if (args.length === 0) {
    world.stderr.write(SHORT_HELP)
    return EXIT.usage
  }
  let code: number = EXIT.ok
  const program = commandLine(world, result => {
    code = result
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CliExit) return error.code
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    const limit = limitIn(error)
    if (limit !== null) return limitReached(world, limit).code
    const { reportInternal } = await import('./internal-error.js')
    return reportInternal(error, args, world)
  }
}

const SHORT_HELP = `nines: will this cluster keep its promise?

  nines calc 99.95%                      the downtime that 99.95% allows
  nines run scenarios/web-shop.yaml      simulate a cluster and judge its promises

nines --help lists all commands.
`

const EXAMPLES = `Examples:
  $ nines calc 99.95%                the downtime it allows a day, month, year
  $ nines init shop.yaml             a commented scenario to start from
  $ nines run shop.yaml              simulate it and judge its promises
  $ nines run shop.yaml --dry-run    what that would cost, how sharp it would be
  $ nines solve shop.yaml            the answer by formula, and what would help
  $ nines trace shop.yaml --trial 17 --outage worst
                                     the story of one outage
`

const EXIT_CODES = `
Exit codes: 0 all promises hold, 1 one does not, 2 bad usage or scenario,
3 inconclusive, 70 a mistake in nines itself, 130 interrupted. Results go to
standard output, all else to standard error.`

type Report = (code: number) => void

function commandLine(world: World, report: Report): Command {
  const program = new Command('nines')
    .description('Simulates a cluster from a scenario file: its availability, and what takes it down.')
    .version(world.version)
    .addOption(
      new Option('--color <when>', 'colours in text output').choices(['auto', 'always', 'never']).default('auto'),
    )
    .option('--protocol <file>', 'a module with a protocol of your own; may be given several times', listed, [])
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(add --help for what is understood)')
    .exitOverride()
    .configureOutput({
      writeOut: text => world.stdout.write(text),
      writeErr: text => world.stderr.write(text),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
  const color = (): ColorChoice => program.opts().color
  program.hook('preAction', async () => {
    const modules: readonly string[] = program.opts().protocol
    if (modules.length === 0) return
    const { adoptProtocols } = await import('./own-protocols.js')
    await adoptProtocols(world, modules)
  })
  addRun(program, world, report, color)
  addSolve(program, world, report, color)
  addTrace(program, world, report, color)
  program.addCommand(calcCommand(world, color))
  addScenarioCommands(program, world, report, color)
  return program
}

const listed = (file: string, before: readonly string[]): string[] => [...before, file]

type Color = () => ColorChoice

const TIME_ONLY = 'leave out requests and health checks: neither changes what is up'

function fidelity(): Option {
  return new Option(
    '--fidelity <mode>',
    'leap over quiet stretches of heartbeats, or simulate every message; unless given, as the file says',
  ).choices(['leap', 'full'])
}

function traffic(): Option {
  return new Option(
    '--traffic <mode>',
    'simulate every request, or requests of a sample of the time; unless given, as the file says',
  ).choices(['full', 'sampled'])
}

function addRun(program: Command, world: World, report: Report, color: Color): void {
  program
    .command('run')
    .summary('simulate scenarios and judge what they promise')
    .description('Simulates each scenario and reports availability, what spent the downtime, and every promise.')
    .argument('<file...>', 'scenario files; - for standard input')
    .option('--seed <text>', 'any text; the same seed gives the same result on every machine')
    .option('--trials <n>', 'independent runs of the horizon', trialCount)
    .option('--precision <share>', 'stop when unavailability is known to this relative half-width, e.g. 5%', precision)
    .addOption(fidelity())
    .addOption(traffic())
    .option('--time-only', TIME_ONLY)
    .option(
      '--workers <n>',
      'trials at a time, one for each processor unless given; changes nothing but the time it takes',
      workerCount,
    )
    .addOption(new Option('--format <format>', 'of the results').choices([...FORMATS]).default('text'))
    .option('-o, --output <file>', 'write the results there instead of standard output')
    .option(
      '--trace <file>',
      'write the records of the first trial there, one JSON object a line; of every message with --fidelity full',
    )
    .option('--dry-run', 'forecast events, outages, interval and time; run nothing')
    .option('-q, --quiet', 'the verdict line only, and no progress')
    .addHelpText(
      'before',
      `Examples:
  $ nines run shop.yaml --precision 5%
  $ nines run shop.yaml pair.yaml --format junit -o results.xml
`,
    )
    .action(async (files: string[], options) => {
      const { run } = await import('./commands/run.js')
      report(await run(files, { ...options, color: color() }, world))
    })
}

function addSolve(program: Command, world: World, report: Report, color: Color): void {
  program
    .command('solve')
    .summary('the answer by formula: what matters, and what would help')
    .description(
      'Solves scenarios, and fault trees in Open-PSA files, exactly: availability, what matters in it, and what would help.',
    )
    .argument('<file...>', 'scenario files, or the Open-PSA files of one model; - for standard input')
    .option('--cut-sets <n>', 'count what has to fail together, and list the n most probable sets', listLength)
    .option('--max-order <n>', 'look only for cut sets of at most so many', trialCount)
    .option('--prime-implicants', 'of a fault tree with negations: sets that name what must not happen, too')
    .option('--top <gate>', 'of a fault tree: the gate to solve, unless all that nothing refers to', String)
    .option('--trials <n>', 'of a fault tree: draws of uncertain probabilities', drawCount)
    .option('--seed <text>', 'of those draws; any text')
    .option('--mission-time <hours>', 'of a fault tree; 8760, a year, unless given', hours)
    .option('--independent', 'of a fault tree: leave common causes out')
    .addOption(new Option('--format <format>', 'of the answer').choices(['text', 'json', 'markdown']).default('text'))
    .option('-o, --output <file>', 'write it there instead of standard output')
    .option('-q, --quiet', 'of a scenario: the verdict line only')
    .addHelpText(
      'before',
      `Examples:
  $ nines solve shop.yaml                    exact, without simulation
  $ nines solve shop.yaml --cut-sets 5       what takes it down together
  $ nines solve tree.xml --cut-sets 10       a fault tree in Open-PSA format
  $ nines solve tree.xml data.xml --trials 10000 --seed 7
`,
    )
    .action(async (files: string[], options) => {
      const { solve } = await import('./commands/solve.js')
      report(await solve(files, { ...options, color: color() }, world))
    })
}

function addTrace(program: Command, world: World, report: Report, color: Color): void {
  program
    .command('trace')
    .summary('tell the story of one outage, or of a stretch of time')
    .description(
      'Runs one trial again and prints the timeline of an outage: what failed, who noticed when, what followed. With --from and --to, all that the members of a service did: every message, timer, role and write.',
    )
    .argument('<file>', 'scenario file')
    .option('--trial <n>', 'number of the trial, as a report names it; 1 for a stretch', trialCount)
    .option('--outage <which>', 'worst (unless given), or its place in the trial from 1', outageChoice)
    .option('--from <time>', 'of a stretch, from the start of measuring; -2s is in the warm-up', moment)
    .option('--to <time>', 'its end', moment)
    .option('--service <id>', 'which service, when there are several')
    .option('--seed <text>', 'the seed of the study')
    .addOption(fidelity())
    .addOption(traffic())
    .option('--time-only', TIME_ONLY)
    .addOption(new Option('--format <format>', 'of the story').choices(['text', 'json']).default('text'))
    .option('-o, --output <file>', 'write it there instead of standard output')
    .addHelpText(
      'before',
      `Examples:
  $ nines trace shop.yaml --trial 17 --outage worst
  $ nines trace store.yaml --from 10s --to 12s     who sent what to whom
`,
    )
    .action(async (file: string, options) => {
      const { trace } = await import('./commands/trace.js')
      report(await trace(file, { ...options, color: color() }, world))
    })
}

function addScenarioCommands(program: Command, world: World, report: Report, color: Color): void {
  program
    .command('validate')
    .summary('say everything that is wrong with scenarios')
    .description('Reads scenarios and prints every problem with its place; runs nothing.')
    .argument('<file...>', 'scenario files; - for standard input')
    .addOption(new Option('--format <format>', 'of the problems').choices([...PROBLEM_FORMATS]).default('text'))
    .action(async (files: string[], options) => {
      const { validate } = await import('./commands/validate.js')
      report(await validate(files, { ...options, color: color() }, world))
    })
  program
    .command('print')
    .summary('print a scenario with its defaults')
    .description('Prints a scenario with every default filled in, and where each value comes from.')
    .argument('<file>', 'scenario file; - for standard input')
    .option('--resolved', 'with all defaults and what it extends (always so)', true)
    .option('-o, --output <file>', 'write it there instead of standard output')
    .action(async (file: string, options) => {
      const { print } = await import('./commands/print.js')
      report(await print(file, { ...options, color: color() }, world))
    })
  program
    .command('schema')
    .summary('print the JSON Schema of scenarios, for editors')
    .option('-o, --output <file>', 'write it there instead of standard output')
    .action(async options => {
      const { schema } = await import('./commands/print.js')
      report(await schema(options, world))
    })
  program
    .command('explain')
    .summary('explain the code of an error or warning')
    .argument('[code]', 'such as S101; without one, all of them are listed')
    .action(async (code: string | undefined) => {
      const { explain } = await import('./commands/explain.js')
      report(explain(code, world))
    })
  program
    .command('init')
    .summary('write a commented scenario to start from')
    .argument('[file]', 'where to; - for standard output', 'shop.yaml')
    .option('--force', 'replace a file that is there')
    .action(async (file: string, options) => {
      const { init } = await import('./commands/init.js')
      report(await init(file, options, world))
    })
}
