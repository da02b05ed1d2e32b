import { resolve } from 'node:path'
import { isDatabaseAway, sqlState } from '@/lib/door'
import { parseEnv, setEnv } from '@/lib/env'
import { isAppError } from '@/lib/errors'
import { UsageError } from './host-commands'

/** Runs a command of the host. It ends with 0 when done, 1 when it failed, 2 when it was misused. */
export async function runOnHost(
  name: string,
  run: (words: string[]) => Promise<string>,
): Promise<void> {
  try {
    // What the hub tells its log is not for who waits for a sentence.
    setEnv(parseEnv({ HUB_LOG: 'error', ...process.env }))
    console.log(await run(process.argv.slice(2)))
  } catch (error) {
    console.error(explained(name, error))
    process.exitCode = error instanceof UsageError ? 2 : 1
  }
}

/** The one folder that the command line names, as seen from where the person is. */
export function folderOf(name: string, words: string[]): string {
  const [dir, more] = words
  if (!dir || more !== undefined || dir.startsWith('-'))
    throw new UsageError(`Name one folder: npm run ${name} DIR`)
  const { INIT_CWD: here, npm_lifecycle_event: script } = process.env
  return resolve(script === name && here ? here : process.cwd(), dir)
}

function explained(name: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? error.code : undefined
  if (('expected' in error && error.expected === true) || isAppError(error)) return error.message
  if (error instanceof UsageError) return error.message
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `The disk is full; the ${name} is not complete. Make room and repeat it.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${error.message}. Run it as the account that runs the hub.`
  if (isDatabaseAway(error))
    return 'The database does not answer. Try again in a moment, or check DATABASE_URL.'
  if (sqlState(error) === '42501')
    return `PostgreSQL refused: ${error.message}. Set DATABASE_OWNER_URL to the role that owns the database.`
  return error
}
