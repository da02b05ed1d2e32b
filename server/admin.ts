import { openDatabase, setDatabase } from '@/db/client'
import { NoDatabaseRunning, readRunningUrl } from '@/db/url'
import { takePostgres } from '@/lib/database'
import { isDatabaseAway, sqlState } from '@/lib/door'
import { env } from '@/lib/env'
import { isAppError } from '@/lib/errors'
import { hostCommand, UsageError, usage } from './host-commands'

// SQLSTATEs: undefined_table; and what PostgreSQL says to whom it does not let in.
const noTable = '42P01'
const refusals = new Set(['28000', '28P01', '3D000', '42501'])

/**
 * `npm run admin -- …`: works on the database that the environment names, else on the embedded one that
 * runs. Ends with 0 when done, 1 when it failed, 2 when it was misused.
 */
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  if (args.some((word) => word === 'help' || word === '--help')) {
    console.log(usage)
    return 0
  }
  try {
    const command = hostCommand(args)
    console.log(await (args[0] === 'replace-audit-key' ? onStopped(command) : onDatabase(command)))
    return 0
  } catch (error) {
    console.error(explained(error))
    return error instanceof UsageError ? 2 : 1
  }
}

/** On the database of a hub that is stopped: an embedded one is started meanwhile. */
async function onStopped(run: () => Promise<string>): Promise<string> {
  const { ownerUrl, close } = await takePostgres(env())
  const database = openDatabase(ownerUrl, { poolSize: 2 })
  setDatabase(database)
  try {
    return await run()
  } finally {
    await database.close()
    await close()
  }
}

async function onDatabase(run: () => Promise<string>): Promise<string> {
  const { databaseUrl, dataDir } = env()
  const url = databaseUrl ?? (await readRunningUrl(dataDir)).appUrl
  const database = openDatabase(url, { poolSize: 1 })
  setDatabase(database)
  try {
    return await run()
  } finally {
    await database.close()
  }
}

function explained(error: unknown): unknown {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`
  if (isAppError(error) || error instanceof NoDatabaseRunning || isExpected(error))
    return error.message
  if (isDatabaseAway(error)) return 'The database does not answer. Is the hub running?'
  const state = sqlState(error)
  if (state === noTable) return 'This database holds no hub yet. Start the hub on it once.'
  if (state && refusals.has(state) && error instanceof Error)
    return `PostgreSQL refused: ${innermost(error).message}. Check DATABASE_URL.`
  return error
}

/** What says itself what to do. */
function isExpected(error: unknown): error is Error {
  return error instanceof Error && 'expected' in error && error.expected === true
}

function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error
}
