// `npm run bench`: the figures of docs/bench.md. Options after `--` are those of bench/main.ts.
import { ensureBuild } from './ensure-build.mjs'
import { main } from './main.mjs'
import { run } from './run.mjs'

const args = process.argv.slice(2)
const only = args.filter((_, at) => args[at - 1] === '--only')
const onDatabase = ['search', 'lineage', 'audit', 'plans']

await main(async () => {
  const needsHub = only.length === 0 || only.some((part) => !onDatabase.includes(part))
  if (needsHub) await ensureBuild()
  const { code } = await run('bench/main.ts', args, {
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
