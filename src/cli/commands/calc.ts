import { Command, Option } from 'commander'
import type { Calendar } from '../../units/index.js'
import type { CliIo } from '../io.js'

/** The options of `nines calc` as written on the command line. */
export interface CalcOptions {
  readonly mtbf?: string
  readonly mttr?: string
  readonly calendar: Calendar
  readonly start?: string
  readonly format: 'text' | 'json' | 'markdown'
}

const EXAMPLES = `Examples:
  $ nines calc 99.95%                  downtime allowed a day, month, year
  $ nines calc 5m/month                the availability that this leaves
  $ nines calc --mtbf 60d --mttr 10m   what failures and repairs make of it
  $ nines calc 99.95% --mttr 10m       the mean up time it takes
`

const NOTES = `
A downtime is per d, w, month, q or y, or per duration (43m/30d); m is a minute.
--mtbf is the mean up time: from the end of one outage to the start of the next.`

/**
 * The command `nines calc`. What it calculates with is loaded when it runs.
 *
 * @throws CliExit (from its action) with exit code 2 for what cannot be read; the diagnostic is on stderr then
 */
export function calcCommand(io: CliIo): Command {
  return new Command('calc')
    .summary('what an availability allows, and what makes one')
    .description('Calculates downtime budgets from an availability, and back, and the availability of a repaired unit.')
    .argument('[promise]', 'an availability (99.95%, 0.9995, 4 nines) or a downtime (4.38h/y, 5m/month)')
    .option('--mtbf <duration>', 'mean up time between outages, e.g. 60d')
    .option('--mttr <duration>', 'mean outage, detection included, e.g. 10m')
    .addOption(
      new Option('--calendar <name>', 'plain: 30-day months, 365-day years; julian: 365.25; gregorian')
        .choices(['plain', 'julian', 'gregorian'])
        .default('plain'),
    )
    .option('--start <date>', 'where the gregorian month, quarter and year begin, e.g. 2024-02-01')
    .addOption(new Option('--format <format>', 'of the answer').choices(['text', 'json', 'markdown']).default('text'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .exitOverride()
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(text),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .showHelpAfterError('(add --help for what is understood)')
    .action(async (promise: string | undefined, options: CalcOptions) => {
      const { calc } = await import('../calculation.js')
      calc(promise, options, io)
    })
}
