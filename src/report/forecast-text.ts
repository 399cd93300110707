import type { Forecast } from '../results/index.js'
import { formatDuration } from '../units/index.js'
import { leaptShare } from './fidelity.js'
import { noteLines } from './notes-text.js'
import { counted, grouped, scientific } from './numbers.js'
import { Page, type TextOptions } from './page.js'

export interface ForecastContext {
  readonly name: string
  readonly file: string
  readonly workers: number
  /** Relative half-width asked for, 0 when none was. */
  readonly precision: number
  /** Seconds the study will take, from a measured probe; null when none was made. */
  readonly seconds: number | null
}

/** What a study would cost, before anything runs. */
export function renderForecast(forecast: Forecast, context: ForecastContext, options: TextOptions = {}): string {
  const page = new Page(options)
  const { trials, horizon, events, eventsPerTrial, outagesPerTrial } = forecast
  page.title(context.name, `${context.file} · forecast, nothing was run`)
  page.field('trials', `${grouped(trials)} × ${formatDuration(horizon)}`)
  page.field('events', `about ${rough(events)}, ${rough(eventsPerTrial)} a trial`)
  if (forecast.leapt !== null) page.field('leapt over', leaptShare(forecast.leapt))
  page.field('outages', `about ${rough(outagesPerTrial * trials)}, ${rough(outagesPerTrial)} a trial`)
  page.field('interval', intervalText(forecast, context))
  if (context.seconds !== null) {
    page.field('time', `about ${seconds(context.seconds)} with ${counted(context.workers, 'worker')}`)
  }
  page.text(forecast.method, 2, page.paint.faint)
  noteLines(page, forecast.notes)
  return page.toString()
}

function intervalText({ relativeHalfWidth, trialsForPrecision }: Forecast, { precision }: ForecastContext): string {
  const width =
    relativeHalfWidth === null ? 'cannot be said' : `unavailability ± ${scientific(relativeHalfWidth * 100)}%`
  if (precision === 0 || trialsForPrecision === null) return width
  return `${width}; ± ${scientific(precision * 100)}% takes about ${counted(trialsForPrecision, 'trial')}`
}

/** Two significant digits are all a forecast is worth. */
function rough(x: number): string {
  if (x < 10) return String(Number(x.toPrecision(2)))
  let step = 1
  while (x / step >= 100) step *= 10
  return grouped(Math.round(x / step) * step)
}

function seconds(s: number): string {
  return formatDuration(s < 1 ? Math.ceil(s * 10) * 100_000 : Math.round(s) * 1_000_000)
}
