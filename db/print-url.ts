import { databaseUrl, NoDatabaseRunning } from './url'

/** `npm run db:url`: the owner's connection string of the database in use, for psql and other tools. */
try {
  const dataDir = process.env.HUB_DATA_DIR || '.data'
  process.stdout.write(`${await databaseUrl(process.env, dataDir)}\n`)
} catch (error) {
  if (!(error instanceof NoDatabaseRunning)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
