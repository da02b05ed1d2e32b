import { readRunningUrl } from '@/db/url'
import { env } from './env'

/**
 * Where a running hub has its database, for programs beside it: what the environment names, else the
 * embedded one on the data folder. Throws `NoDatabaseRunning`.
 */
export async function runningDatabase(): Promise<string> {
  const { databaseUrl, dataDir } = env()
  return databaseUrl ?? (await readRunningUrl(dataDir)).appUrl
}
