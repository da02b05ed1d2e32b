// `npm run bench`: the figures of docs/bench.md. Options after `--` are those of bench/main.ts.
import { ensureBuild } from './ensure-build.mjs'
import { main } from './main.mjs'
import { run } from './run.mjs'

await main(async () => {
  await ensureBuild()
  const { code } = await run('bench/main.ts', process.argv.slice(2), {
    nodeArgs: ['--import', 'tsx'],
    graceMs: 60_000,
  })
  // What it wrote is held to the same form as every other file.
  if (code === 0)
    await run('node_modules/@biomejs/biome/bin/biome', ['format', '--write', 'docs/bench.md'], {
      quiet: true,
    })
  process.exitCode = code
})
