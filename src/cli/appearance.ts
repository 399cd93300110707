import { Chalk } from 'chalk'
import type { Paint as FramePaint } from '../diagnostics/index.js'
import { ascii, type Glyphs, type Paint, plain, unicode } from '../report/index.js'
import type { CliIo, CliStream } from './io.js'

export type ColorChoice = 'auto' | 'always' | 'never'

/**
 * Whether a stream is coloured: the flag, then NO_COLOR (https://no-color.org: set and not empty), then FORCE_COLOR,
 * then a terminal that is not dumb.
 */
export function wantsColor(choice: ColorChoice, stream: CliStream, env: CliIo['env']): boolean {
  if (choice !== 'auto') return choice === 'always'
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return stream.isTTY === true && env.TERM !== 'dumb'
}

export function paintFor(choice: ColorChoice, stream: CliStream, env: CliIo['env']): Paint {
  if (!wantsColor(choice, stream, env)) return plain
  const c = new Chalk({ level: 1 })
  return {
    good: text => c.green.bold(text),
    bad: text => c.red.bold(text),
    warn: text => c.yellow(text),
    strong: text => c.bold(text),
    faint: text => c.dim(text),
    accent: text => c.cyan(text),
  }
}

/** The colours of code frames. */
export function framePaintFor(choice: ColorChoice, stream: CliStream, env: CliIo['env']): FramePaint | undefined {
  if (!wantsColor(choice, stream, env)) return undefined
  const c = new Chalk({ level: 1 })
  const roles: Readonly<Record<Parameters<FramePaint>[0], (text: string) => string>> = {
    error: text => c.red.bold(text),
    warning: text => c.yellow.bold(text),
    title: text => c.bold(text),
    gutter: text => c.blue(text),
    primary: text => c.red(text),
    secondary: text => c.blue(text),
    help: text => c.cyan(text),
  }
  return (role, text) => roles[role](text)
}

/** Plain ASCII for a locale that says it is something other than UTF-8. */
export function glyphsFor(env: CliIo['env']): Glyphs {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(value => value !== undefined && value !== '')
  return locale === undefined || /utf-?8/i.test(locale) ? unicode : ascii
}
