import cluster from 'node:cluster'
import { type Env, parseEnv, setEnv } from '@/lib/env'
import { serve } from './process'
import { startFailure } from './start-failure'
import { supervise } from './supervisor'

/** Starts the hub: one supervisor that owns the database and the data folder, and the processes that serve. */
let settings: Env | null = null
try {
  settings = parseEnv(process.env)
  setEnv(settings)
  await (cluster.isPrimary ? supervise() : serve())
} catch (error) {
  process.stderr.write(`${startFailure(error, { port: settings?.port ?? null })}\n`)
  process.exit(1)
}
