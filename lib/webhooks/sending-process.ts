import { openDatabase, setDatabase } from '@/db/client'
import { env } from '../env'
import { startDispatcher } from '../outbox/dispatch'
import { startSender } from './sender'

/** The part of a serving process that tells what happened, alone: a test starts it in order to kill it. */
const { databaseUrl } = env()
if (!databaseUrl) throw new Error('A test gives it its database.')
setDatabase(openDatabase(databaseUrl, { poolSize: 2 }))
startDispatcher()
startSender({ leaseMs: 2000 })
// What looks for work does not keep a process alive.
setInterval(() => undefined, 1000)
