import cluster from 'node:cluster'
import { EnvError, parseEnv, setEnv } from '@/lib/env'
import { serve } from './process'
import { supervise } from './supervisor'

/** Starts the hub: one supervisor that owns the database and the data folder, and the processes that serve. */
try {
  setEnv(parseEnv(process.env))
  await (cluster.isPrimary ? supervise() : serve())
} catch (error) {
  // A wrong setting or a folder in use is told in a sentence; anything else with its trace.
  const expected = error instanceof EnvError || (error instanceof Error && error.name !== 'Error')
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? error.stack : error}\n`,
  )
  process.exit(1)
}
