import { type Command, Option } from 'commander'
import type { Answer } from '../../report/index.js'
import type { ColorChoice } from '../appearance.js'
import type { AlertOptions, BudgetOptions } from '../calc/budgets.js'
import type { QueueOptions } from '../calc/queues.js'
import type { ReplicasOptions } from '../calc/replicas.js'
import type { World } from '../world.js'

interface Formatted {
  readonly format: 'text' | 'json' | 'markdown'
}

export const formatOption = () =>
  new Option('--format <format>', 'of the answer').choices(['text', 'json', 'markdown']).default('text')

/**
 * The options of a form. Those that `calc` has as well were taken by it, wherever they stand; what the form does not know
 * is refused.
 */
function optionsOf(calc: Command, form: Command): Formatted {
  const options = { ...form.opts<Formatted>() }
  for (const option of calc.options) {
    const name = option.attributeName()
    if (calc.getOptionValueSource(name) !== 'cli') continue
    const known = form.options.some(other => other.attributeName() === name)
    if (!known) form.error(`error: unknown option '${option.long}'`)
    Object.assign(options, { [name]: calc.getOptionValue(name) })
  }
  return options
}

/** The forms of `nines calc` that go by a word of their own. What they calculate with is loaded when they run. */
export function addForms(calc: Command, world: World, color: () => ColorChoice): void {
  const form = (name: string, summary: string, examples: readonly string[]): Command =>
    calc
      .command(name)
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .addHelpText('before', `Examples:\n${examples.map(example => `  $ nines calc ${name} ${example}\n`).join('')}`)

  const answers = (command: Command, answer: (args: readonly string[], options: never) => Promise<Answer>): void => {
    command.addOption(formatOption()).action(async () => {
      const options = optionsOf(calc, command)
      const made = await answer(command.args, options as never)
      const { renderAnswer } = await import('../../report/index.js')
      world.stdout.write(renderAnswer(made, options.format))
    })
  }

  answers(
    form('budget', 'how an error budget stands, and how long it lasts', [
      '99.9% --spent 20m --elapsed 10d',
      '99.9% --failed 120 --requests 1000000 --window 28d',
    ])
      .argument('<promise>', 'the promise: 99.9%, 3 nines, 8.76h/y')
      .option('--spent <duration>', 'downtime so far')
      .option('--errors <share>', 'share of requests that failed so far')
      .option('--failed <n>', 'requests that failed so far, with --requests')
      .option('--requests <n>', 'requests so far')
      .option('--elapsed <duration>', 'how much of the window is over; all of it unless given')
      .option('--window <duration>', 'what the budget is for', '30d'),
    async ([promise], options: BudgetOptions) => {
      const { calcBudget } = await import('../calc/budgets.js')
      return calcBudget(promise, options, world)
    },
  )

  answers(
    form('alert', 'burn-rate alerts on a budget, and when they tell of an incident', [
      '99.9%',
      '99.9% --window 28d --burn 10',
      '99.9% --errors 5% --requests 10/h',
    ])
      .argument('<promise>', 'the promise: 99.9%, 3 nines, 8.76h/y')
      .option('--window <duration>', 'what the budget is for', '30d')
      .option('--burn <rate>', 'an incident that burns so many times too fast')
      .option('--errors <share>', 'an incident in which this share of requests fails')
      .option('--requests <rate>', 'how many there are, e.g. 10/h: how many failures make an alert fire'),
    async ([promise], options: AlertOptions) => {
      const { calcAlert } = await import('../calc/budgets.js')
      return calcAlert(promise, options, world)
    },
  )

  answers(
    form('credit', 'what a provider pays back for a broken promise', ['99.5% --tiers compute.yaml'])
      .argument('<availability>', 'what was measured: 99.5%, or a downtime, 3h/month')
      .requiredOption('--tiers <file>', 'YAML with name, per (month) and tiers: [{ below: 99.9%, credit: 10% }, …]'),
    async ([promise], { tiers }: { readonly tiers: string }) => {
      const { calcCredit } = await import('../calc/credit.js')
      return calcCredit(promise, tiers, color(), world)
    },
  )

  answers(
    form('replicas', 'how many nines each replica buys, and where they end', [
      '99%',
      '99% --beta 10% --target 99.95%',
      '99.9% --needed majority',
    ])
      .argument('<availability>', 'of one replica')
      .option('--needed <k>', 'how many of them are needed: a number or majority', '1')
      .option('--beta <share>', 'share of their failures that all have in common')
      .option('--target <availability>', 'how many replicas it takes'),
    async ([promise], options: ReplicasOptions) => {
      const { calcReplicas } = await import('../calc/replicas.js')
      return calcReplicas(promise, options, world)
    },
  )

  for (const [name, what] of [
    ['erlang-b', 'are lost when all servers are busy'],
    ['erlang-c', 'have to wait when all servers are busy'],
  ] as const) {
    answers(
      form(name, `the share of arrivals that ${what}`, ['14 10', "'?' 10 --target 1%"])
        .argument('<servers>', "how many there are; '?' for as many as --target takes")
        .argument('<erlangs>', 'offered traffic: arrivals per second times seconds of service')
        .option('--target <share>', 'no more than this'),
      async ([servers, erlangs], options: { readonly target?: string }) => {
        const { calcErlang } = await import('../calc/queues.js')
        return calcErlang(name, servers, erlangs, options, world)
      },
    )
  }

  answers(
    form('queue', 'how long requests wait and take', [
      '--arrivals 200/s --service 8ms --servers 3',
      '--arrivals 200/s --service 8ms --servers 3 --room 20',
      '--arrivals 100/s --service 8ms --variation 0',
    ])
      .requiredOption('--arrivals <rate>', 'Poisson, e.g. 200/s')
      .requiredOption('--service <duration>', 'mean time of service')
      .option('--servers <n>', 'how many serve', '1')
      .option('--room <n>', 'those in service included; who finds it full is turned away')
      .option('--variation <x>', 'squared coefficient of variation of service: 0 constant, 1 exponential'),
    async (_, options: QueueOptions) => {
      const { calcQueue } = await import('../calc/queues.js')
      return calcQueue(options, world)
    },
  )

  answers(
    form('supermarket', 'what the choice of the shorter of several queues gains', ['90% 2'])
      .argument('<utilisation>', 'of each server: 90%')
      .argument('<choices>', 'how many queues an arrival looks at'),
    async ([utilisation, choices]) => {
      const { calcSupermarket } = await import('../calc/queues.js')
      return calcSupermarket(utilisation, choices, world)
    },
  )
}
