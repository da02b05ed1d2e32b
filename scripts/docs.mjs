// `npm run docs`: writes the references and the configuration's page anew, from the code.
import { ensureInstall } from './ensure-install.mjs'
import { main } from './main.mjs'
import { run } from './run.mjs'

await main(async () => {
  await ensureInstall()
  const { code } = await run('docs/support/write.ts', [], { nodeArgs: ['--import', 'tsx'] })
  process.exitCode = code
})
