import { escapeControls } from '../diagnostics/index.js'

/**
 * Names and descriptions come from files of strangers. These make them safe where they are shown; each keeps printable
 * text as it is.
 */

/** One line without anything a terminal obeys: controls become visible, line ends and tabs become spaces. */
export function forTerminal(text: string): string {
  return escapeControls(text.replace(/[\n\t]/g, ' '))
}

/** For text content and attributes of XML 1.0, which cannot carry control characters even as references. */
export function forXml(text: string): string {
  return forTerminal(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}

/** For a line or table cell of GitHub-flavoured Markdown: nothing in it is markup, a link, a mention or an emoji. */
export function forMarkdown(text: string): string {
  return forTerminal(text)
    .replace(/[\\`*_|~$#@&]/g, '\\$&')
    .replace(/<(?=[a-z/!?])/gi, '\\<')
    .replace(/\](?=[([:])/g, '\\]')
    .replace(/:(?=\/\/|\w)/g, '\\:')
    .replace(/^\s*([-+=>])/, '\\$1')
    .replace(/^\s*(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/www\./gi, 'www\\.')
}

/** A fenced code block, with a fence longer than any run of backticks inside. */
export function fenced(text: string, language: string): string {
  const safe = forTerminal(text)
  const longest = Math.max(2, ...(safe.match(/`+/g) ?? []).map(run => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${safe}\n${fence}`
}
