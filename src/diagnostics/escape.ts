/**
 * Controls, line breaks and bidirectional overrides from a file must not act on the reader's terminal (an escape
 * sequence can rewrite what stands above; an override can make text read backwards: CVE-2021-42574).
 */
export function escapeControls(text: string): string {
  let out = ''
  for (const character of text)
    out += isControl(character.codePointAt(0)!) ? escaped(character.codePointAt(0)!) : character
  return out
}

export function isControl(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0x061c ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe0fff)
  )
}

function escaped(code: number): string {
  if (code === 9) return '\\t'
  if (code === 10) return '\\n'
  if (code === 13) return '\\r'
  return code < 0x100 ? '\\x' + code.toString(16).padStart(2, '0') : '\\u{' + code.toString(16) + '}'
}
