import { displayWidth } from '../diagnostics/index.js'
import type { OutageStory, TraceLine } from '../results/index.js'
import { formatDuration } from '../units/index.js'
import { cut, padEnd, padStart, wrap } from './layout.js'
import { counted, duration, grouped, percent } from './numbers.js'
import { COLUMNS, Page, type TextOptions } from './page.js'

const CLOCK = 13
const KIND = 8
const SUBJECT_MOST = 18

/** One outage as a timeline: times count from its beginning, what came before carries a minus. */
export function renderStory(story: OutageStory, options: TextOptions = {}): string {
  const page = new Page(options)
  const length = duration(story.length)
  const place = `outage ${grouped(story.outage)} of ${grouped(story.outages)} in trial ${story.trial}`
  page.title(`${story.service} down for ${length}`, `${place} · seed ${story.scenario.seed}`)
  page.gap()
  const end = story.censored ? 'still open at the end' : `up again after ${length}`
  page.field(
    'began',
    story.start === 0 ? `at the start of measuring; ${end}` : `after ${formatDuration(story.start)}; ${end}`,
  )
  const causes = story.causes.map(c =>
    story.causes.length === 1 ? c.label : `${c.label} ${percent(c.downtime, story.length)}`,
  )
  if (causes.length > 0) page.field('charged to', causes.join(' · '))
  const phases = (['detect', 'decide', 'restore', 'repair'] as const)
    .filter(phase => story.phases[phase] > 0)
    .map(phase => `${phase} ${duration(story.phases[phase])}`)
  if (phases.length > 0) page.field('waiting to', phases.join(' · '))
  page.gap()
  timeline(page, story)
  if (story.omitted > 0) page.text(`${counted(story.omitted, 'more line')} left out`, CLOCK + 4, page.paint.faint)
  page.gap()
  page.command('reproduce', story.reproduce)
  return page.toString()
}

function timeline(page: Page, story: OutageStory): void {
  const subjects = story.lines.map(line => cut(page.safe(line.subject), SUBJECT_MOST, page.glyphs.ellipsis))
  const width = Math.max(0, ...subjects.map(displayWidth))
  story.lines.forEach((line, i) => {
    const clock = page.paint.faint(padStart(page.safe(offset(line.at - story.start)), CLOCK))
    const kind = shade(page, line.kind)(padEnd(line.kind, KIND))
    const indent = CLOCK + 2 + KIND + 1 + width + 2
    wrap(page.safe(line.text), COLUMNS - indent).forEach((text, row) => {
      page.line(row === 0 ? `${clock}  ${kind} ${padEnd(subjects[i], width)}  ${text}` : ' '.repeat(indent) + text)
    })
  })
}

function offset(us: number): string {
  if (us === 0) return '0'
  return us < 0 ? `-${duration(-us)}` : `+${duration(us)}`
}

function shade({ paint }: Page, kind: TraceLine['kind']): (text: string) => string {
  if (kind === 'down' || kind === 'fault') return paint.bad
  if (kind === 'up' || kind === 'repair') return paint.good
  return kind === 'suspect' ? paint.warn : paint.faint
}
