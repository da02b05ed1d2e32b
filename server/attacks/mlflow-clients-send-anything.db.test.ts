import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numbers, segments, strings } from '@/faults/fuzz/hostile'
import { type Sending, send } from '@/faults/fuzz/send'
import { Random } from '@/faults/support/random'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { calls, type MlflowWorld, mlflowWorld } from '../mlflow/testing-world'
import { startServer, type TestServer } from '../testing/server'

const perEndpoint = 12
// A world lasts for this many calls: deletions wear it out.
const perWorld = 120

let hub: TestHub
let server: TestServer

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** A number that is to stand in the JSON as it is; `JSON.stringify` would not write it so. */
const literal = (text: string) => `literal(${text})`
const jsonOf = (value: unknown) =>
  JSON.stringify(value)?.replaceAll(/"literal\(([^"]*)\)"/g, (_, text: string) => text) ?? 'null'

function hostile(random: Random): unknown {
  const kinds = [
    () => random.pick(strings),
    () => random.pick(strings),
    () => literal(random.pick(numbers)),
    () => null,
    () => random.chance(0.5),
    () => [],
    () => ({ [random.pick(strings)]: random.pick(strings) }),
    () => Array.from({ length: 1200 }, () => random.pick(strings)),
    () => 'x'.repeat(random.pick([256, 7000, 120_000])),
    () => Array.from({ length: 80 }).reduce<unknown>((inner) => ({ inner }), 1),
    () => Array.from({ length: 3 }, () => ({ key: random.pick(strings), value: 'v' })),
    () => 'NO_SUCH_ENUM',
    () => "metrics.loss > 'x' AND (params.a = 1 OR NOT tags.`b` LIKE '%')",
  ]
  return random.pick(kinds)()
}

/** The same with something wrong in one place, wherever that is. */
function spoilt(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.8)) {
    const at = random.whole(0, value.length - 1)
    return value.map((item, index) => (index === at ? spoilt(item, random) : item))
  }
  if (typeof value === 'object' && value !== null && random.chance(0.95)) {
    const key = random.pick([...Object.keys(value), ...(random.chance(0.2) ? ['tags'] : []), 'key'])
    const { [key]: old, ...others } = value as Record<string, unknown>
    if (random.chance(0.15)) return others
    return { ...others, [key]: spoilt(old, random) }
  }
  return hostile(random)
}

function callOf(name: string, world: MlflowWorld, random: Random): Sending {
  const [method = '', path = ''] = name.split(' ')
  const { '*': place = '', ...fields } = calls[name]?.(world) ?? {}
  const inPath = (text: string) =>
    random.chance(0.2) ? random.pick(segments) : text.split('/').map(encodeURIComponent).join('/')
  const where = path.replace(':model_id', inPath(world.candidate)).replace('*', inPath(place))
  const wrong = spoilt(fields, random)
  const isGet = method === 'GET'
  const query = isGet
    ? Object.entries(Object(wrong) as Record<string, unknown>)
        .slice(0, 20)
        .map(([key, value]) => [key, plain(value)].map(encoded).join('='))
        .join('&')
        .slice(0, 12_000)
    : ''
  const headers = {
    authorization: `Bearer ${world.owner}`,
    ...(!isGet && { 'content-type': 'application/json' }),
  }
  const target = `/mlflow${where}${query && `?${query}`}`
  return { method, path: target, headers, body: isGet ? null : Buffer.from(jsonOf(wrong)) }
}

const plain = (value: unknown) => (typeof value === 'string' ? value : jsonOf(value))
const encoded = (text: string) => encodeURIComponent(text.slice(0, 3000).toWellFormed())

/** Everything that a call could leave behind, as one number. */
async function left(): Promise<number> {
  const tables = ['experiments', 'runs', 'run_metrics', 'run_params', 'run_tags', 'run_outputs']
    .concat('logged_models', 'logged_model_files', 'models', 'versions', 'model_tags')
    .concat('version_tags', 'aliases', 'multipart_uploads', 'dataset_versions', 'run_models')
  const count = (table: string) => `(select count(*) from ${table})`
  const { rows } = await hub.database.read.execute<{ left: string }>(
    sql.raw(`select ${tables.map(count).join(' + ')}
      + (select count(*) from audit_events where outcome = 'done') as left`),
  )
  return Number(rows[0]?.left)
}

it('answers whatever MLflow clients send with an error that they read, and leaves nothing behind', async () => {
  const random = new Random(8)
  const problems = new Map<string, string>()
  const names = Object.keys(calls)
  let world = await mlflowWorld(server, await hub.organization())
  let good = 0
  for (let n = 0; n < names.length * perEndpoint; n++) {
    if (n % perWorld === 0) world = await mlflowWorld(server, await hub.organization())
    const name = names[n % names.length] ?? ''
    const call = callOf(name, world, random)
    const before = await left()
    const told = await send(server.url, call)
    const text = told.body.toString('utf8')
    const tell = (problem: string) =>
      problems.set(
        `${name} ${problem}`,
        `${problem}: ${call.method} ${call.path.slice(0, 600)}\n${call.body?.toString('utf8').slice(0, 600)}\n${told.status} ${text.slice(0, 300)}`,
      )
    if (told.status < 400) {
      good++
      continue
    }
    if (told.status >= 500) tell('a failure of ours')
    const body: unknown = JSON.parse(text || 'null')
    if (typeof Object(body).error_code !== 'string' || typeof Object(body).message !== 'string')
      tell('no error that clients read')
    if ((await left()) !== before) tell('something is left behind')
  }
  expect([...problems.values()].join('\n\n')).toBe('')
  // Most of it is refused, and some of it is not: else the calls would not get far.
  expect(good).toBeGreaterThan(names.length)
}, 600_000)
