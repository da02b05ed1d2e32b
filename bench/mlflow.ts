import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { pythonWith } from '@/cli/testing/python'
import { connect } from '@/db/connection'
import { newId } from '@/lib/ids'
import { type Call, inTurn, send, spread } from './measure'
import type { Serving } from './servers'
import type { Stage } from './stage'

/** The same call against the hub and against MLflow's own server: milliseconds of each round. */
export interface MlflowCompared {
  name: string
  hub: number[]
  mlflow: number[]
  /** How many times faster the hub is to be. */
  aim: number
}

export interface MlflowFigures {
  version: string
  versions: number
  compared: MlflowCompared[]
}

export interface MlflowPlan {
  rounds: number
  forMs: number
}

interface Side {
  url: string
  headers: Record<string, string>
  run: string
}

const release = '3.17.2'
const api = '/api/2.0/mlflow'
const model = 'bench-mlflow'
const batches = 1000

/**
 * Drives MLflow's calls against the hub and against `mlflow server`, in turns, each on a database of the same
 * PostgreSQL with the same versions. Null where there is no MLflow to be had.
 */
export async function measureMlflow(
  stage: Stage,
  hub: Serving,
  { rounds, forMs }: MlflowPlan,
  { folder, urlOf }: { folder: string; urlOf(name: string): Promise<string> },
  tell: (compared: MlflowCompared) => void,
): Promise<MlflowFigures | null> {
  const python = await pythonWith(`mlflow==${release}`, 'psycopg2-binary')
  if (!python) return null
  const url = await urlOf('bench_mlflow')
  const theirs = await startMlflow(python, url, folder)
  try {
    const versions = await fill(stage, url)
    const json = { 'content-type': 'application/json' }
    const authorization = `Bearer ${stage.secrets.admin}`
    const sides = {
      hub: await prepared(`${hub.url}/mlflow`, { ...json, authorization }),
      mlflow: await prepared(theirs.url, json),
    }
    const compared: MlflowCompared[] = []
    for (const { name, aim, call } of calls) {
      const tasks = {
        hub: () => timed((n) => call(sides.hub, n), forMs),
        mlflow: () => timed((n) => call(sides.mlflow, n), forMs),
      }
      for (const warm of Object.values(tasks)) await warm()
      const found = { name, aim, ...(await inTurn(rounds, tasks)) }
      tell(found)
      compared.push(found)
    }
    return { version: release, versions, compared }
  } finally {
    await theirs.stop()
  }
}

const get = (side: Side, path: string, query: Record<string, string>): Call => ({
  url: `${side.url}${api}${path}?${new URLSearchParams(query)}`,
  headers: side.headers,
})
const post = (side: Side, path: string, fields: object): Call => ({
  url: `${side.url}${api}${path}`,
  method: 'POST',
  headers: side.headers,
  body: JSON.stringify(fields),
})

/** No request is sent twice: a value that is there already would be no work. */
const calls: { name: string; aim: number; call(side: Side, n: number): Call }[] = [
  {
    name: 'log a metric',
    aim: 5,
    call: (side, n) =>
      post(side, '/runs/log-metric', {
        ...{ run_id: side.run, run_uuid: side.run, key: 'loss', value: 1 / (n + 1) },
        ...{ timestamp: Date.now(), step: n },
      }),
  },
  {
    name: 'set a tag',
    aim: 5,
    call: (side, n) =>
      post(side, '/runs/set-tag', { run_id: side.run, key: 'epoch', value: String(n) }),
  },
  {
    name: 'get a run',
    aim: 5,
    call: (side) => get(side, '/runs/get', { run_id: side.run, run_uuid: side.run }),
  },
  {
    name: 'get a registered model',
    aim: 5,
    call: (side) => get(side, '/registered-models/get', { name: model }),
  },
  {
    name: 'get a version',
    aim: 5,
    call: (side) => get(side, '/model-versions/get', { name: model, version: '1' }),
  },
  {
    name: 'get a version by alias',
    aim: 5,
    call: (side) => get(side, '/registered-models/alias', { name: model, alias: 'champion' }),
  },
  {
    name: 'log 1000 metrics',
    aim: 10,
    call: (side, n) =>
      post(side, '/runs/log-batch', {
        run_id: side.run,
        metrics: Array.from({ length: 1000 }, (_, at) => ({
          ...{ key: `metric-${at % 10}`, value: at + n / 1000 },
          ...{ timestamp: Date.now(), step: n * 100 + Math.floor(at / 10) },
        })),
      }),
  },
  {
    name: 'search versions by a tag',
    aim: 20,
    call: (side, n) =>
      get(side, '/model-versions/search', {
        ...{ filter: `tags.batch = 'b${n % batches}'`, max_results: '1000' },
      }),
  },
  {
    name: 'search, 10,000 versions',
    aim: 5,
    call: (side) => get(side, '/model-versions/search', { max_results: '10000' }),
  },
]

let asked = 0

/** The median milliseconds of a call over one kept connection. */
async function timed(call: (n: number) => Call, forMs: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    await send(call(asked++), agent)
    const times: number[] = []
    for (const until = performance.now() + forMs; performance.now() < until || times.length < 3; ) {
      // What it takes to write the request is no part of it.
      const next = call(asked++)
      const since = performance.now()
      await send(next, agent)
      times.push(performance.now() - since)
    }
    return spread(times).median
  } finally {
    agent.destroy()
  }
}

/** A run, and a model with a version and an alias, made by the calls that clients make. */
async function prepared(url: string, headers: Record<string, string>): Promise<Side> {
  const side = { url, headers, run: '' }
  const ask = async (path: string, fields: object) => {
    const { body, ...call } = post(side, path, fields)
    const answer = await fetch(call.url, { ...call, ...(body && { body }) })
    if (!answer.ok) throw new Error(`${call.url}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { experiment_id?: string; run?: { info: { run_id: string } } }
  }
  const { experiment_id } = await ask('/experiments/create', { name: newId() })
  const { run } = await ask('/runs/create', { experiment_id, start_time: Date.now() })
  const fields = { name: model, source: 's3://bucket/model' }
  // Of an earlier bench on the same database.
  await ask('/registered-models/create', { name: model }).catch(() => undefined)
  await ask('/model-versions/create', { ...fields, tags: [{ key: 'a', value: 'b' }] })
  await ask('/registered-models/alias', { name: model, alias: 'champion', version: '1' })
  return { ...side, run: run?.info.run_id ?? '' }
}

/** Gives every version a tag, and MLflow the same models, versions and tags; answers how many there are. */
async function fill(stage: Stage, theirs: string): Promise<number> {
  const [ours, mlflow] = [stage.ownerUrl, theirs].map((url) => connect(url, { max: 1 }))
  if (!ours || !mlflow) throw new Error('There are two databases.')
  try {
    const [source, target] = [await ours.connect(), await mlflow.connect()]
    try {
      await source.query(`alter table version_tags disable trigger user`)
      await source.query(`insert into version_tags (version_id, organization_id, key, value)
        select v.id, m.organization_id, 'batch', 'b' || mod(row_number() over (order by v.id), ${batches})
        from versions v join models m on m.id = v.model_id on conflict do nothing`)
      await source.query(`alter table version_tags enable trigger user`)
      await source.query('vacuum analyze version_tags')
      const copied = async (select: string, into: string) => {
        const rows = source.query(copyTo(`copy (${select}) to stdout`))
        await pipeline(rows, target.query(copyFrom(`copy ${into} from stdin`)))
      }
      await target.query('truncate registered_models cascade')
      const of = `from versions v join models m on m.id = v.model_id`
      const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`
      await copied(
        `select 'default', slug, ${ms('created_at')}, ${ms('updated_at')}, description from models`,
        'registered_models (workspace, name, creation_time, last_updated_time, description)',
      )
      await copied(
        `select 'default', m.slug, v.number, ${ms('v.created_at')}, ${ms('v.created_at')}, v.note, 'None',
          's3://bucket/model', 'READY' ${of}`,
        `model_versions (workspace, name, version, creation_time, last_updated_time, description,
          current_stage, source, status)`,
      )
      await copied(
        `select 'default', m.slug, v.number, t.key, t.value ${of} join version_tags t on t.version_id = v.id
          where t.key = 'batch'`,
        'model_version_tags (workspace, name, version, key, value)',
      )
      await target.query('vacuum analyze')
      const counted = await target.query<{ n: string }>('select count(*) as n from model_versions')
      return Number(counted.rows[0]?.n)
    } finally {
      source.release()
      target.release()
    }
  } finally {
    await Promise.all([ours.end(), mlflow.end()])
  }
}

/** MLflow's own server with one worker, on a database of its own, which it makes its tables in. */
async function startMlflow(python: string, url: string, folder: string) {
  const home = join(folder, 'mlflow')
  mkdirSync(home, { recursive: true })
  const port = await freePort()
  const log = join(home, 'mlflow.log')
  const options = {
    ...{
      'backend-store-uri': url.replace(/^\w+:/, 'postgresql+psycopg2:'),
      'artifacts-destination': join(home, 'artifacts'),
    },
    ...{ host: '127.0.0.1', port: String(port), workers: '1' },
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const server = spawn(python, ['-m', 'mlflow', 'server', ...args], {
    cwd: home,
    // It starts workers of its own, which end with their group.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    },
  })
  const output = createWriteStream(log)
  server.stdout.pipe(output)
  server.stderr.pipe(output)
  const ended = once(server, 'close')
  const stop = async () => {
    if (server.exitCode === null && server.pid) process.kill(-server.pid, 'SIGTERM')
    await ended
  }
  const base = `http://127.0.0.1:${port}`
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(250)) {
    if (server.exitCode !== null) break
    if ((await fetch(`${base}/health`).catch(() => null))?.ok) return { url: base, stop }
  }
  await stop()
  throw new Error(`MLflow did not start. It said:\n${readFileSync(log, 'utf8').slice(-3000)}`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
