import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, setDatabase } from '@/db/client'
import { env } from '../../env'
import { sealRound } from './seal'

// A process that seals and does nothing else, for a test to end.
setDatabase(openDatabase(env().databaseUrl ?? '', { poolSize: 1 }))
for (;;) {
  await sealRound()
  await sleep(20)
}
