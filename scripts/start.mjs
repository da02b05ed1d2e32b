import { ensureBuild } from './ensure-build.mjs'
import { main, readEnvironmentFile } from './main.mjs'
import { run } from './run.mjs'

await main(async () => {
  readEnvironmentFile()
  await ensureBuild()
  const { code } = await run('dist/server.mjs', process.argv.slice(2), {
    nodeArgs: ['--enable-source-maps'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    graceMs: 1000 * (Number(process.env.HUB_STOP_TIMEOUT || 30) + 15),
  })
  process.exitCode = code
})
