import { Command, Option } from 'commander'
import { suggest } from '../../diagnostics/index.js'
import type { Calendar } from '../../units/index.js'
import type { ColorChoice } from '../appearance.js'
import type { World } from '../world.js'
import { addForms, formatOption } from './calc-forms.js'

/** The options of `nines calc` as written on the command line. */
export interface CalcOptions {
  readonly mtbf?: string
  readonly mttr?: string
  readonly target?: string
  readonly calendar: Calendar
  readonly start?: string
  readonly format: 'text' | 'json' | 'markdown'
  readonly color: ColorChoice
}

const EXAMPLES = `Examples:
  $ nines calc 99.95%                  downtime allowed a day, month, year
  $ nines calc 5m/month                the availability that this leaves
  $ nines calc --mtbf 60d --mttr 10m   what failures and repairs make of it
  $ nines calc 99.95% --mttr 10m       the mean up time it takes
  $ nines calc '2 of 3 (99.9%) and (eu: 99.95% or us: 99.95%)'
                                       parts put together
  $ nines calc '2 of 3 (?) and 99.99%' --target 99.95%
                                       what each ? has to be
  $ nines calc budget 99.9% --spent 20m --elapsed 10d
  $ nines calc erlang-c 14 10          (add --help to a command for more)
`

const NOTES = `
A downtime is per d, w, month, q or y, or per duration (43m/30d); m is a minute.
--mtbf is the mean up time: from the end of one outage to the start of the next.

Expressions: 'and' needs all, 'or' one, '2 of 3 (…)' two of three copies or of a
list; 'mtbf 60d mttr 10m' is a part that is repaired; a part with a name ('db:
99.9%') is one part wherever the name stands; 'failover(primary, standby, takes
30s, fails 1%)' is a standby that takes over. 'and' binds closer than 'or'. A ?
is what to find for --target: an availability, mtbf ?, mttr ? or takes ?.`

/**
 * The command `nines calc`. What it calculates with is loaded when it runs.
 *
 * @throws CliExit (from its action) with exit code 2 for what cannot be read; the diagnostic is on stderr then
 */
export function calcCommand(world: World, color: () => ColorChoice): Command {
  const calc = new Command('calc')
    .summary('availabilities, budgets, replicas and queues by formula')
    .description(
      'Calculates what an availability allows and what makes one: of repaired parts, of parts put together, and backwards.',
    )
    .argument(
      '[promise]',
      'an availability (99.95%, 0.9995, 4 nines), a downtime (4.38h/y, 5m/month) or an expression in quotes',
    )
    .option('--mtbf <duration>', 'mean up time between outages, e.g. 60d')
    .option('--mttr <duration>', 'mean outage, detection included, e.g. 10m')
    .option('--target <availability>', 'what every ? of an expression has to lead to')
    .addOption(
      new Option('--calendar <name>', 'plain: 30-day months, 365-day years; julian: 365.25; gregorian')
        .choices(['plain', 'julian', 'gregorian'])
        .default('plain'),
    )
    .option('--start <date>', 'where the gregorian month, quarter and year begin, e.g. 2024-02-01')
    .addOption(formatOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .helpCommand(false)
    .configureHelp({ subcommandTerm: command => command.name() })
    .exitOverride()
    .configureOutput({
      writeOut: text => world.stdout.write(text),
      writeErr: text => world.stderr.write(text),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .showHelpAfterError('(add --help for what is understood)')
    .allowExcessArguments()
    .action(async (promise: string | undefined, options: Omit<CalcOptions, 'color'>) => {
      refuseExcess(calc)
      const { calc: calculate } = await import('../calculation.js')
      await calculate(promise, { ...options, color: color() }, world)
    })
  addForms(calc, world, color)
  return calc
}

/** In the words of commander, which would not say that a misspelt form has brought it about. */
function refuseExcess(calc: Command): void {
  const { args } = calc
  const forms = calc.commands.map(command => command.name())
  const meant = suggest(args[0] ?? '', forms)
  const many = `too many arguments for 'calc'. Expected 1 argument but got ${args.length}.`
  if (args.length > 1) calc.error(`error: ${many}${meant === null ? '' : `\n(Did you mean ${meant}?)`}`)
  if (meant !== null) calc.error(`error: no calculation is called '${args[0]}'\n(Did you mean ${meant}?)`)
}
