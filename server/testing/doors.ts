import { openPools } from '@/lib/database'
import { env } from '@/lib/env'
import { startServer } from './server'

/** A process with the machine doors alone, for tests that kill it: tells its parent where it answers. */
const { databaseUrl } = env()
if (!databaseUrl || !process.send) throw new Error('This runs as the child of a test.')
openPools(databaseUrl)
process.send((await startServer()).url)
