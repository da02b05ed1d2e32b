import { ensureInstall } from './ensure-install.mjs'
import { main, readEnvironmentFile } from './main.mjs'
import { run } from './run.mjs'

await main(async () => {
  readEnvironmentFile()
  await ensureInstall()
  const { code } = await run('server/main.ts', process.argv.slice(2), {
    nodeArgs: ['--import', 'tsx', '--enable-source-maps'],
    env: {
      HUB_WORKERS: '1',
      ...process.env,
      NODE_ENV: 'development',
      NEXT_TELEMETRY_DISABLED: '1',
    },
  })
  process.exitCode = code
})
