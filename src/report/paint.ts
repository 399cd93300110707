/** Colours by meaning, chosen by whoever owns the terminal. A renderer never relies on them alone. */
export interface Paint {
  good(text: string): string
  bad(text: string): string
  warn(text: string): string
  strong(text: string): string
  faint(text: string): string
  accent(text: string): string
}

const same = (text: string): string => text

export const plain: Paint = { good: same, bad: same, warn: same, strong: same, faint: same, accent: same }
