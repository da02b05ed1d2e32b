import { newId } from '@/lib/ids'
import { createModel } from '@/lib/models/create'
import { resolveUri } from '@/lib/resolve/resolve'
import { createRun } from '@/lib/runs/create'
import { logMetrics } from '@/lib/runs/metrics'
import { registerVersion } from '@/lib/versions/register'
import { lists, type Who } from './lists'
import { type Call, inTurn, repeat, type Sample } from './measure'
import { recorded, type Sent } from './record'
import type { Bare, Serving } from './servers'
import { callerOn, type Stage } from './stage'

/** A request to the hub, and what a bare server does for the same. */
export interface Pair {
  name: string
  as: Who
  ours: Omit<Call, 'url'> & { path: string }
  statements: Statement[]
}

/** As bare.mjs takes it. */
interface Statement {
  text: string
  values: Value[]
}
type Value = { given: unknown } | { fresh: number } | { count: number }

export interface Measured {
  name: string
  hub: Sample[]
  bare: Sample[]
  /** The same request where there is a tenth of the versions. */
  small: Sample[]
}

export interface Pace {
  rounds: number
  /** Milliseconds of one round of one task. */
  forMs: number
  /** Requests before the first round, that are not counted: until then Node is still compiling. */
  warm: number
}

/** Every timed list, on the large database; with it, the same list on the small one. */
export async function listPairs(stage: Stage): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const { name, as, path, ask, timed } of lists(stage.landmarks)) {
    if (!timed || path === null) continue
    // The second time, since a token's first use of a minute is written down.
    await ask(await callerOn(stage, as))
    const { sent } = await recorded(async () => ask(await callerOn(stage, as)))
    pairs.push({ name, as, ours: { path }, statements: replayed(sent) })
  }
  return pairs
}

/** Resolving, registering and logging: each side works on a model or run of its own. */
export async function writePairs(stage: Stage): Promise<Pair[]> {
  const { org, bigModel } = stage.landmarks
  const as = 'contributor'
  const ctx = await callerOn(stage, as)
  const uri = `model://${bigModel}/latest`
  await resolveUri(ctx, { org, uri })
  const resolving = await recorded(async () => resolveUri(await callerOn(stage, as), { org, uri }))

  const mine = await createModel(ctx, { org, name: `Bench ${newId()}` })
  const theirs = await createModel(ctx, { org, name: `Bench ${newId()}` })
  const draft = { files: await someFile(stage), metrics, params: { depth: 4, epochs: 10, seed: 1 } }
  const made: string[] = []
  const registering = await recorded(async () => {
    const caller = { ...(await callerOn(stage, as)), newId: () => (made[made.length] = newId()) }
    return registerVersion(caller, { org, model: theirs.slug, ...draft })
  })

  const project = 'project-1'
  const events = thousandValues()
  const run = await createRun(ctx, { org, project, params: {}, inputs: [] })
  const other = await createRun(ctx, { org, project, params: {}, inputs: [] })
  const logging = await recorded(async () =>
    logMetrics(await callerOn(stage, as), { org, project, run: numberOf(other.uri), events }),
  )
  const json = { 'content-type': 'application/json' }
  return [
    {
      name: 'resolve latest',
      as,
      ours: { path: `/${org}/resolve?uri=${encodeURIComponent(uri)}` },
      statements: replayed(resolving.sent),
    },
    {
      name: 'register a version',
      as,
      ours: {
        path: `/${org}/models/${mine.slug}/versions`,
        method: 'POST',
        headers: json,
        body: JSON.stringify(draft),
      },
      statements: replayed(registering.sent, made),
    },
    {
      name: 'log 1000 metric values',
      as,
      ours: {
        path: `/${org}/projects/${project}/runs/${numberOf(run.uri)}/metrics`,
        method: 'POST',
        headers: json,
        body: JSON.stringify({ events }),
      },
      statements: replayed(logging.sent),
    },
  ]
}

/** Measures each pair in turn; `small` answers the same on another database. */
export async function measurePairs(
  pairs: readonly Pair[],
  at: { stage: Stage; hub: Serving; bare: Bare; small?: { stage: Stage; hub: Serving } },
  { rounds, forMs, warm }: Pace,
  tell: (measured: Measured) => void,
): Promise<Measured[]> {
  const all: Measured[] = []
  for (const { name, as, ours, statements } of pairs) {
    const path = `/${name.replaceAll(/\W+/g, '-')}`
    await at.bare.setUp({ path, statements })
    const { path: below, ...rest } = ours
    const callOn = (stage: Stage, hub: Serving, where: string): Call => ({
      ...rest,
      url: `${hub.url}/api/v1${where}`,
      headers: { ...rest.headers, authorization: `Bearer ${stage.secrets[as]}` },
    })
    const small = at.small
    // The names of its models differ with the number of their versions.
    const there = small && lists(small.stage.landmarks).find((list) => list.name === name)?.path
    const tasks = {
      hub: (ms: number, least?: number) =>
        repeat(callOn(at.stage, at.hub, below), at.hub.pid, ms, least),
      bare: (ms: number, least?: number) =>
        repeat({ ...rest, url: `${at.bare.url}${path}` }, at.bare.pid, ms, least),
      ...(small &&
        there && {
          small: (ms: number, least?: number) =>
            repeat(callOn(small.stage, small.hub, there), small.hub.pid, ms, least),
        }),
    }
    for (const task of Object.values(tasks)) await task(0, warm)
    const timed = Object.fromEntries(
      Object.entries(tasks).map(([key, task]) => [key, () => task(forMs)]),
    )
    const found: Measured = { name, hub: [], bare: [], small: [], ...(await inTurn(rounds, timed)) }
    tell(found)
    all.push(found)
  }
  return all
}

/** The statements as they were, but with ids and numbers that differ each time where they must. */
function replayed(sent: readonly Sent[], ids: readonly string[] = []): Statement[] {
  const counted = sent
    .flatMap(({ rows }) => rows)
    .find(
      (row): row is [number] => Array.isArray(row) && row.length === 1 && Number.isInteger(row[0]),
    )
  return sent.map(({ text, values }) => ({
    text,
    values: values.map((given): Value => {
      const fresh = typeof given === 'string' ? ids.indexOf(given) : -1
      if (fresh >= 0) return { fresh }
      const isNumber = ids.length > 0 && counted !== undefined && given === counted[0]
      return isNumber && text.startsWith('insert into "versions"')
        ? { count: counted[0] + 1 }
        : { given }
    }),
  }))
}

const metrics = Object.fromEntries(
  [
    'accuracy',
    'auc',
    'ece',
    'f1',
    'latency_ms',
    'log_loss',
    'precision',
    'recall',
    'rmse',
    'size_mb',
  ].map((key, index) => [key, index / 10]),
)

function thousandValues() {
  return Array.from({ length: 100 }, (_, step) => ({
    time: new Date().toISOString(),
    step,
    values: metrics,
  }))
}

async function someFile(stage: Stage): Promise<{ name: string; sha256: string }[]> {
  const { rows } = await stage.database.read.execute<{ name: string; sha256: string }>(
    `select f.name, f.sha256 from version_files f join versions v on v.id = f.version_id
      join models m on m.id = v.model_id where m.slug = '${stage.landmarks.bigModel}' limit 1`,
  )
  return rows.map(({ name, sha256 }) => ({ name, sha256 }))
}

const numberOf = (uri: string) => Number(uri.split('/').at(-1))
