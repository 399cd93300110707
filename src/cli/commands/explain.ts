import { explain as pageOf, pages, renderPage, suggest } from '../../diagnostics/index.js'
import { usageError } from '../failure.js'
import { EXIT } from '../io.js'
import type { World } from '../world.js'

/** Prints what a code means, with a wrong and a right example; without a code, the list of all. */
export function explain(code: string | undefined, world: World): number {
  if (code === undefined) {
    world.stdout.write(pages.map(page => `${page.code}  ${page.severity.padEnd(7)}  ${page.title}\n`).join(''))
    return EXIT.ok
  }
  const page = pageOf(code)
  if (page === null) {
    const meant = suggest(
      code.toUpperCase(),
      pages.map(each => each.code),
    )
    throw usageError(
      world,
      `there is no code \`${code}\``,
      meant === null ? 'nines explain lists them' : `did you mean ${meant}?`,
    )
  }
  world.stdout.write(renderPage(page))
  return EXIT.ok
}
