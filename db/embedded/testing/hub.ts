import { holdDataDir } from '../../data-dir'
import { type EmbeddedOptions, startEmbeddedPostgres } from '../../embedded'

/**
 * A hub with nothing but its database, as a process of its own that tests can kill. Says on its
 * output, one JSON object a line, what it logs, that it is ready, or why it is not.
 */
const options: EmbeddedOptions & { url?: string; dies?: boolean } = JSON.parse(
  process.argv[2] ?? '{}',
)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  const held = await holdDataDir(options.dataDir, { url: options.url })
  const postgres = await startEmbeddedPostgres({
    ...options,
    log: (message, fields) => say({ log: message, ...fields }),
    onExit: (exit) => say({ exit }),
  })
  process.once('SIGTERM', async () => {
    await postgres.stop()
    await held.release()
    process.exit(0)
  })
  const { ownerUrl, appUrl, adminUrl, pid } = postgres
  say({ ready: { ownerUrl, appUrl, adminUrl, pid } })
  if (options.dies) process.exit(1)
} catch (error) {
  const { name, message } = error as Error
  say({ refused: { name, message } })
  process.exit(1)
}
