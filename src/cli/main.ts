#!/usr/bin/env node
import { reasonOf } from './failure.js'
import { EXIT } from './io.js'
import { machine } from './machine.js'
import { main } from './program.js'

// `nines run … | head` closes the pipe early: that is no error, and there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    if (stream === process.stdout)
      process.stderr.write(`error: cannot write the results: ${reasonOf(error) ?? error}\n`)
    process.exit(EXIT.usage)
  })
}

process.exitCode = await main(process.argv.slice(2), machine())
