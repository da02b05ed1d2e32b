import { hub } from './hub'
import { listenForSignals } from './interruption'

// The entry of dist/hub.mjs: the one file here that works when it is loaded.
const words = process.argv.slice(2)
const interruption = listenForSignals()

// `hub versions | head`: who stopped listening misses the rest, and nothing is wrong.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })

process.exitCode = await hub(words, {
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  terminal: { stdout: process.stdout, stderr: process.stderr, json: words.includes('--json') },
  interruption,
})
interruption.dispose()
