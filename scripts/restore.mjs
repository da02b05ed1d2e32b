import { runBundle } from './bundles.mjs'
import { main, readEnvironmentFile } from './main.mjs'

await main(async () => {
  readEnvironmentFile()
  await runBundle('restore')
})
