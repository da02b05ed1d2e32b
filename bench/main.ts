import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { forReading } from '@/db/client'
import { connect } from '@/db/connection'
import { deleteEmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded'
import { parseEnv, setEnv } from '@/lib/env'
import { measureAliases } from './aliases'
import { measureAudit } from './audit'
import { measureEvaluations } from './evaluations'
import { measureGates } from './gates'
import { measureLineage } from './lineage'
import { lists } from './lists'
import { machine } from './machine'
import { ratios, spread } from './measure'
import { type MlflowCompared, measureMlflow } from './mlflow'
import { measurePage } from './page'
import { explainLists } from './plans'
import { type Results, report } from './report'
import { listPairs, type Measured, measurePairs, writePairs } from './requests'
import { measureSearch, type Searched } from './search'
import type { Size } from './seed'
import { poolConfig, startBare, startHub } from './servers'
import { callerOn, fillDatabase, openStage, type Stage, type Urls } from './stage'
import { measureTransfers } from './transfers'
import { measureWebhooks } from './webhooks'

const parts = [
  'lists',
  'search',
  'writes',
  'transfers',
  'page',
  'evaluations',
  'aliases',
  'lineage',
  'gates',
  'audit',
  'webhooks',
  'mlflow',
  'plans',
] as const
type Part = (typeof parts)[number]
// The others ask PostgreSQL alone.
const overHttp = [
  ...(['lists', 'writes', 'transfers', 'page', 'evaluations', 'aliases', 'mlflow'] as const),
]

const full = {
  small: { models: 2000, versions: 10_000 },
  large: { models: 2000, versions: 100_000 },
  pace: { rounds: 5, forMs: 700, warm: 400 },
  transfers: { rounds: 5, bytes: 2 ** 30 },
  evaluations: { seconds: 20, warm: 2000 },
  aliases: { rounds: 10 },
  audit: { rounds: 5, forMs: 2000, seconds: 15, events: 200_000 },
  webhooks: { seconds: 20 },
  mlflow: { rounds: 5, forMs: 1500 },
}
const quick = {
  small: { models: 1000, versions: 2000 },
  large: { models: 1000, versions: 20_000 },
  pace: { rounds: 3, forMs: 300, warm: 100 },
  transfers: { rounds: 3, bytes: 2 ** 27 },
  evaluations: { seconds: 5, warm: 1000 },
  aliases: { rounds: 5 },
  audit: { rounds: 3, forMs: 500, seconds: 5, events: 50_000 },
  webhooks: { seconds: 5 },
  mlflow: { rounds: 3, forMs: 500 },
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    /** Keeps the filled database in a folder, and finds it there the next time. */
    keep: { type: 'string' },
  },
})
const root = process.cwd()
const unknown = values.only?.find((name) => !parts.includes(name as Part))
if (unknown) {
  process.stderr.write(`No part ${unknown}; there are ${parts.join(', ')}.\n`)
  process.exit(1)
}
await bench()

/** Fills two databases of one PostgreSQL, starts the servers and measures one part after the other. */
async function bench(): Promise<void> {
  const plan = values.quick ? quick : full
  const does = (part: Part) => values.only?.includes(part) ?? true
  const folder = mkdtempSync(join(tmpdir(), 'model-hub-bench-'))
  // As root, PostgreSQL runs as another user, who has to get through.
  chmodSync(folder, 0o755)
  const dataDir = values.keep ?? join(folder, 'postgres')
  setEnv(parseEnv({ HUB_DATA_DIR: dataDir, HUB_LOG: 'silent' }))
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  if (!values.keep) undo.push(() => deleteEmbeddedPostgres(dataDir))
  const interrupted = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => reject(new Error('Interrupted.')))
    process.once('SIGTERM', () => reject(new Error('Interrupted.')))
  })
  const work = async () => {
    const postgres = await startEmbeddedPostgres({ dataDir })
    undo.push(() => postgres.stop())
    const filled = async (size: Size) => {
      const since = Date.now()
      const urls = await databaseOf(postgres, `bench_${size.models}_${size.versions}`)
      await fillDatabase(urls, size, root)
      const stage = await openStage(urls, size)
      undo.push(() => stage.database.close())
      say(`${size.versions} versions of ${size.models} models: ready in ${seconds(since)}.`)
      return stage
    }
    const served = async (stage: Stage) => {
      const home = join(folder, `hub-${stage.size.versions}`)
      mkdirSync(home)
      const hub = await startHub(root, stage, home)
      undo.push(() => hub.stop())
      return { stage, hub, dataDir: home }
    }
    const few = does('lists') || does('search') ? await filled(plan.small) : undefined
    const stage = await filled(plan.large)
    const owner = connect(stage.ownerUrl, { max: 1, settings: forReading })
    undo.push(() => owner.end())
    const { rows } = await owner.query<{ server_version: string }>('show server_version')
    const results: Results = {
      ...plan,
      date: new Date().toISOString().slice(0, 10),
      machine: machine(rows[0]?.server_version ?? ''),
      lists: [],
      search: [],
      writes: [],
      transfers: null,
      page: null,
      evaluations: null,
      aliases: null,
      lineage: null,
      gates: null,
      audit: null,
      webhooks: null,
      mlflow: null,
      plans: [],
    }
    if (does('search') && few)
      results.search = await measureSearch({ few, many: stage }, plan.pace, tellSearched)
    if (overHttp.some(does)) {
      const large = await served(stage)
      const small = does('lists') && few ? await served(few) : undefined
      const bare = await startBare(root)
      undo.push(() => bare.stop())
      await bare.setUp({ connection: poolConfig(stage.appUrl) })
      const at = { ...large, bare, ...(small && { small }) }
      if (does('lists'))
        results.lists = await measurePairs(await listPairs(stage), at, plan.pace, tell)
      if (does('writes'))
        results.writes = await measurePairs(await writePairs(stage), at, plan.pace, tell)
      if (does('page')) results.page = await measurePage(stage, large.hub, plan.pace)
      if (does('evaluations')) {
        say('Which version serves …')
        results.evaluations = await measureEvaluations(stage, large.hub, plan.evaluations)
      }
      if (does('aliases')) {
        say('One alias, moved by many at once …')
        results.aliases = await measureAliases(stage, large.hub, plan.aliases)
      }
      if (does('mlflow')) {
        say('MLflow, here and on its own server …')
        const place = {
          folder,
          urlOf: async (name: string) => (await databaseOf(postgres, name)).ownerUrl,
        }
        results.mlflow = await measureMlflow(stage, large.hub, plan.mlflow, place, tellMlflow)
      }
      if (does('transfers')) {
        say(`Files of ${plan.transfers.bytes / 2 ** 20} MiB, up and down …`)
        const files = { ...at, folder: join(folder, 'files') }
        results.transfers = await measureTransfers(files, plan.transfers)
      }
    }
    if (does('lineage')) {
      say('The lineage of half of all versions …')
      results.lineage = await measureLineage(owner, stage, plan.pace)
    }
    if (does('gates')) {
      say('Gates, through the thread that evaluates them …')
      results.gates = await measureGates(root, plan.pace)
    }
    if (does('audit')) {
      say('The audit log …')
      const unlimited = connect(stage.ownerUrl, { max: 1 })
      undo.push(() => unlimited.end())
      results.audit = await measureAudit(unlimited, stage, plan.audit, folder)
    }
    if (does('webhooks')) {
      say('Webhooks …')
      results.webhooks = await measureWebhooks(stage, plan.webhooks)
    }
    if (does('plans')) {
      const callers = {
        admin: await callerOn(stage, 'admin'),
        contributor: await callerOn(stage, 'contributor'),
      }
      results.plans = await explainLists(owner, lists(stage.landmarks), callers)
    }
    return results
  }
  try {
    const since = Date.now()
    const text = report(await Promise.race([work(), interrupted]))
    process.stdout.write(`\n${text}`)
    if (values.quick || values.only) return
    writeFileSync(join(root, 'docs/bench.md'), text)
    say(`Written to docs/bench.md after ${seconds(since)}.`)
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

/** A database of its own in the cluster, made when it is missing. */
async function databaseOf(cluster: Urls, name: string): Promise<Urls> {
  const owner = connect(cluster.ownerUrl, { max: 1 })
  try {
    const { rows } = await owner.query('select 1 from pg_database where datname = $1', [name])
    if (rows.length === 0) await owner.query(`create database ${name}`)
  } finally {
    await owner.end()
  }
  const named = (url: string) => url.replace(/\/hub(?=\?|$)/, `/${name}`)
  return { ownerUrl: named(cluster.ownerUrl), appUrl: named(cluster.appUrl) }
}

function tell({ name, hub, bare }: Measured): void {
  const cpu = ratios(
    hub.map((sample) => sample.cpu ?? Number.NaN),
    bare.map((sample) => sample.cpu ?? Number.NaN),
  )
  say(`${name}: CPU ${cpu.median.toFixed(2)} (${cpu.min.toFixed(2)}–${cpu.max.toFixed(2)}) of bare`)
}

function tellMlflow({ name, hub, mlflow }: MlflowCompared): void {
  const [ours, theirs] = [hub, mlflow].map((times) => spread(times).median.toFixed(1))
  say(
    `${name}: ${ours} ms, MLflow ${theirs} ms: ${ratios(mlflow, hub).median.toFixed(1)} times as fast`,
  )
}

function tellSearched({ name, few, many, bare }: Searched): void {
  const [small, large, plain] = [few, many, bare].map((times) => spread(times).median.toFixed(1))
  say(`${name}: ${small} ms, ${large} ms with ten times as much, ${plain} ms asked by hand`)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function seconds(since: number): string {
  return `${Math.round((Date.now() - since) / 1000)} s`
}
