import { writeFileSync } from 'node:fs'

/** A page of docs/measured, made by a long test section by section. */
export interface MeasuredPage {
  table(title: string, text: string, head: readonly string[], rows: readonly (readonly string[])[]): void
  /** Writes docs/measured/<name>.md. */
  write(name: string): void
}

export function measuredPage(title: string, introduction: string): MeasuredPage {
  const sections = [`# ${title}\n\n${introduction}\n`]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return {
    table(heading, text, head, rows) {
      const rule = head.map((_, i) => (i === 0 ? '---' : '---:'))
      sections.push(`## ${heading}\n\n${text}\n\n${[head, rule, ...rows].map(line).join('\n')}\n`)
    },
    write(name) {
      writeFileSync(new URL(`../../docs/measured/${name}.md`, import.meta.url), sections.join('\n'))
    },
  }
}

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`
}
