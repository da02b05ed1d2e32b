import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/ids'
import { at, ms, Planter } from '@/lib/mlflow-search/testing'
import { createModel } from '@/lib/models/create'
import { deleteModel } from '@/lib/models/life'
import { setModelPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { registered } from '@/lib/testing/registry'
import { hexOf, loggedModelRef } from '@/lib/tracking/ids'
import { approveVersion, rejectVersion } from '@/lib/versions/decide'
import { deleteVersion } from '@/lib/versions/life'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let globex: TestOrganization
let token: string
let planter: Planter
const ids: Record<string, string> = {}

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  globex = await hub.organization()
  token = await acme.secret('contributor')
  planter = new Planter(hub, acme)
  await plantRegistry()
  plantTracking()
  await planter.plant()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

function plantTracking() {
  const main = planter.project('default')
  const other = planter.project('other')
  ids.main = main
  ids.zero = planter.experiment(main, 0, 'Default')
  const vision = { team: 'vision', 'odd key': `it's "so"`, none: '' }
  const one = planter.experiment(main, 1, 'Churn', { tags: vision })
  const two = planter.experiment(main, 2, 'churn 50%_\\', { tags: { team: 'speech' } })
  planter.experiment(main, 3, 'gone', { deleted_at: at(5) })
  planter.experiment(other, 1, 'elsewhere')
  ids.one = one
  const run = (name: string, of: string, draft: Parameters<Planter['run']>[3]) => {
    ids[name] = planter.run(main, of, name, draft)
  }
  run('a', one, {
    ...{ start_time: at(1), end_time: at(2), user_name: 'ana', status: 'FINISHED' },
    params: { lr: '0.1', opt: 'adam', long: 'x'.repeat(5000) },
    tags: { team: 'vision', 'odd key': `it's`, 'mlflow.user': 'ana' },
    metrics: { acc: 0.9, loss: 0.1 },
  })
  run('b', one, {
    ...{ start_time: at(2), end_time: at(4), user_name: 'ben', status: 'FAILED' },
    params: { lr: '0.2', opt: '50%_\\' },
    tags: { team: 'Vision' },
    metrics: { acc: 0.8, loss: Number.NaN },
  })
  run('c', one, {
    ...{ start_time: at(3), user_name: 'ana', status: 'RUNNING' },
    params: { opt: 'sgd' },
    tags: { team: '' },
    metrics: { acc: Number.NaN, loss: -1 },
  })
  const tie = [newId(), newId()].sort()
  run('d', one, { id: tie[0], start_time: at(4), user_name: '', metrics: { acc: 0.9 } })
  run('e', one, { id: tie[1], start_time: at(4), user_name: '', tags: { team: 'speech' } })
  run('gone', one, { start_time: at(5), deleted_at: at(6), metrics: { acc: 1 } })
  run('f', two, { start_time: at(0), metrics: { acc: 0.7 } })
  dataset('train-set', 'abc', 'a', 'train')
  dataset('eval-set', 'def', 'b', 'eval')
  plantLogged(one, two)
}

function dataset(name: string, digest: string, run: string, context: string) {
  const [id, versionId] = [newId(), newId()]
  const organization_id = acme.id
  const made = { created_by: acme.personId('contributor'), created_at: at(0) }
  planter.add('datasets', { id, organization_id, slug: name, ...made })
  planter.add('dataset_versions', {
    ...{ id: versionId, organization_id, dataset_id: id, name: digest, position: 1, ...made },
    manifest_digest: digest,
  })
  planter.add('logged_datasets', {
    ...{ dataset_version_id: versionId, project_id: ids.main, name, digest },
    ...{ source_type: 'local', source: '{}' },
  })
  planter.add('run_inputs', {
    ...{ id: newId(), run_id: ids[run], position: 0, name: context, kind: 'dataset_version' },
    ...{ uri: '', resolved: '', dataset_version_id: versionId },
    tags: { 'mlflow.data.context': context },
  })
}

function plantLogged(one: string, two: string) {
  ids.la = planter.loggedModel(one, 'la', {
    ...{ run_id: ids.a, model_type: 'agent', created_at: at(1), updated_at: at(9) },
    ...{ params: { depth: '3' }, tags: { team: 'vision' } },
  })
  ids.lb = planter.loggedModel(one, 'lb', {
    ...{ status: 'PENDING', created_at: at(2), tags: { team: 'Vision' }, params: { depth: '4' } },
  })
  ids.lc = planter.loggedModel(two, 'lc', { created_at: at(3) })
  planter.loggedModel(one, 'gone', { created_at: at(4), deleted_at: at(5) })
  const metric = (model: string, name: string, digest: string, value: number, minute: number) =>
    planter.add('logged_model_metrics', {
      ...{ model_id: ids[model], key: 'acc', dataset_name: name, dataset_digest: digest },
      ...{ value, step: 0, time: at(minute), run_id: ids.a },
    })
  metric('la', 'train-set', 'abc', 0.99, 1)
  metric('la', 'eval-set', 'def', 0.7, 2)
  metric('lb', 'train-set', 'abc', 0.8, 1)
}

async function plantRegistry() {
  const [ana, ben, mia] = [acme.as('contributor'), acme.as('approver'), acme.as('maintainer')]
  const org = acme.slug
  const version = (model: string) => registered(ana, org, { model })
  const make = (slug: string, more = {}) => createModel(ana, { org, name: slug, slug, ...more })
  await make('churn', { tags: ['prod'] })
  await make('speech')
  await make('prompt')
  const ada = acme.as('admin')
  await createModel(ada, { org, name: 'secret', slug: 'secret', accessMode: 'restricted' })
  await make('gone')
  for (const model of ['churn', 'churn', 'churn', 'churn', 'speech', 'prompt', 'gone'])
    await version(model)
  await registered(ada, org, { model: 'secret' })
  // As every client does it; what is found is the person that is shown.
  const token = await acme.token('approver', { scopes: ['read', 'decide'] })
  await approveVersion(token, { org, model: 'churn', version: 1, note: 'Fine by me.' })
  await rejectVersion(ben, { org, model: 'churn', version: 3, note: 'Worse.' })
  await deleteVersion(mia, { org, model: 'churn', version: 4, note: 'old' })
  await deleteModel(mia, { org, model: 'gone', note: 'old' })
  await createModel(globex.as('contributor'), { org: globex.slug, name: 'churn', slug: 'churn' })
  await registered(globex.as('contributor'), globex.slug, { model: 'churn' })
  const { rows } = await hub.database.read.execute<{ name: string; id: string }>(`
    select m.slug || coalesce('/' || v.number, '') as name, coalesce(v.id, m.id) as id
    from models m left join versions v on v.model_id = m.id
    where m.organization_id = '${acme.id}'
    union all select m.slug, m.id from models m where m.organization_id = '${acme.id}'`)
  for (const { name, id } of rows) ids[name] = id
  const tag = (of: string, key: string, value: string) => {
    const kind = of.includes('/') ? 'version' : 'model'
    const row = { [`${kind}_id`]: ids[of], organization_id: acme.id, key, value }
    planter.add(`${kind}_tags`, row)
  }
  tag('churn', 'team', 'vision')
  tag('churn', 'odd key', `it's "so"`)
  tag('speech', 'team', 'Speech 50%_\\')
  tag('speech', 'prod', 'yes')
  tag('prompt', 'mlflow.prompt.is_prompt', 'true')
  tag('prompt/1', 'mlflow.prompt.is_prompt', 'true')
  tag('churn/1', 'team', 'vision')
  tag('churn/1', 'kind', 'one')
  tag('churn/2', 'team', 'Vision')
  tag('churn/2', 'empty', '')
  tag('secret/1', 'team', 'vision')
  tag('churn/4', 'team', 'vision')
  const origin = (of: string, source: string, run_ref: string) =>
    planter.add('version_origins', {
      ...{ version_id: ids[of], organization_id: acme.id, source, run_ref },
    })
  origin('churn/1', 'runs:/abc/model', 'a'.repeat(32))
  origin('speech/1', 's3://bucket/50%_\\', 'of-another-server')
}

type Fields = Record<string, unknown>
const call = (method: string, path: string, fields: Fields, as = token, prefix = '/mlflow') =>
  callMlflow(server, as, method, `/api/2.0/mlflow/${path}`, fields, { prefix })

interface Told {
  name: string
  version: string
  experiment_id: string
  info: { run_name: string; name: string }
}
type Rows = Told[]

async function rowsOf(
  method: string,
  path: string,
  key: string,
  fields: Fields,
  as = token,
): Promise<Rows> {
  const { status, body } = await call(method, path, fields, as)
  expect(body).toMatchObject({ [key]: expect.any(Array) })
  expect(status).toBe(200)
  return body[key] as Rows
}

const names = (rows: Rows, pick: (row: Told) => unknown) => rows.map((row) => String(pick(row)))

async function runs(fields: Fields) {
  const rows = await rowsOf('POST', 'runs/search', 'runs', { experiment_ids: ['1'], ...fields })
  return names(rows, ({ info }) => info.run_name)
}

async function experiments(fields: Fields) {
  const rows = await rowsOf('POST', 'experiments/search', 'experiments', fields)
  return names(rows, ({ experiment_id }) => experiment_id)
}

async function models(fields: Fields, as = token) {
  const path = 'registered-models/search'
  return names(await rowsOf('GET', path, 'registered_models', fields, as), ({ name }) => name)
}

async function versions(fields: Fields, as = token) {
  const rows = await rowsOf('GET', 'model-versions/search', 'model_versions', fields, as)
  return names(rows, ({ name, version }) => `${name}/${version}`)
}

async function logged(fields: Fields) {
  const asked = { experiment_ids: ['1', '2'], ...fields }
  const rows = await rowsOf('POST', 'logged-models/search', 'models', asked)
  return names(rows, ({ info }) => info.name)
}

const all = 'a b c d e'

describe('runs/search', () => {
  it.each([
    ['', all],
    ["run_name = 'a'", 'a'],
    ["run_name != 'a'", 'b c d e'],
    ["`Run Name` LIKE 'A'", ''],
    ["`Run Name` ILIKE 'A'", 'a'],
    ["status = 'FAILED'", 'b'],
    ["attributes.status != 'FINISHED'", 'b c'],
    ["attr.status LIKE 'F%'", 'a b d e'],
    ["status = 'UNKNOWN'", ''],
    ["user_id = 'ana'", 'a c'],
    ["user_id ILIKE 'A_A'", 'a c'],
    ["artifact_uri LIKE 'mlflow-artifacts:/1/%/artifacts'", all],
    [`start_time = ${ms(2)}`, 'b'],
    [`start_time != ${ms(2)}`, 'a c d e'],
    [`created > ${ms(2)}`, 'c d e'],
    [`start_time >= ${ms(2)}.5`, 'c d e'],
    [`start_time < ${ms(2)}`, 'a'],
    [`end_time <= ${ms(4)}`, 'a b'],
    [`end_time != 0`, 'a b'],
    ['start_time < 1e300', all],
    ['start_time > -1e300', all],
    ['metrics.acc = 0.9', 'a d'],
    ['metrics.acc != 0.9', 'b c'],
    ['metrics.acc > 0.8', 'a d'],
    ['metrics.acc >= 0.8', 'a b d'],
    ['metric.acc < 0.9', 'b'],
    ['metrics.acc <= 0.9 AND metrics.loss < 1', 'a'],
    ['metrics.loss < 0', 'c'],
    ['metrics.none = 0', ''],
    ["params.lr = '0.1'", 'a'],
    ["params.lr != '0.1'", 'b'],
    ["params.lr LIKE '0._'", 'a b'],
    ["params.opt LIKE 'AD%'", ''],
    ["params.opt ILIKE 'AD%'", 'a'],
    ["params.opt LIKE '50\\%\\_\\\\'", 'b'],
    ["params.opt LIKE '%\\'", 'b'],
    ["params.opt = '50%_\\'", 'b'],
    ['params.lr IS NULL', 'c d e'],
    ['params.lr IS NOT NULL', 'a b'],
    ["tags.team = 'vision'", 'a'],
    ["tags.team != 'vision'", 'b c e'],
    ["tags.team ilike 'VISION'", 'a b'],
    ["tags.team = ''", 'c'],
    ['tags.team IS NULL', 'd'],
    ['tags.`odd key` = "it\'s"', 'a'],
    ["tags.mlflow.user = 'ana'", 'a'],
    ["tags.team = 'x'' or 1 = 1 --'", ''],
    ["dataset.name = 'train-set'", 'a'],
    ["dataset.name != 'train-set'", 'b'],
    ["datasets.digest IN ('abc', 'x')", 'a'],
    ["datasets.digest NOT IN ('abc', 'x')", 'b'],
    ["dataset.context LIKE 'ev%'", 'b'],
    ["dataset.name ILIKE 'TRAIN%' AND dataset.context = 'eval'", ''],
    ["metrics.acc > 0.5 and params.lr = '0.1' AnD status = 'FINISHED'", 'a'],
  ])('finds what %s', async (filter, found) => {
    expect((await runs({ filter })).sort().join(' ')).toBe(found)
  })

  it('looks at long values to their ends', async () => {
    expect(await runs({ filter: `params.long = '${'x'.repeat(5000)}'` })).toEqual(['a'])
    expect(await runs({ filter: `params.long = '${'x'.repeat(4999)}'` })).toEqual([])
  })

  it('finds runs by their ids, one or many', async () => {
    const [a = '', b = '', f = ''] = [ids.a, ids.b, ids.f].map((id) => hexOf(id ?? ''))
    expect(await runs({ filter: `run_id = '${a}'` })).toEqual(['a'])
    expect(await runs({ filter: `run_id IN ('${b}', '${a}', '${f}', 'none')` })).toEqual(['b', 'a'])
    expect(await runs({ filter: `run_id NOT IN ('${b}')` })).toHaveLength(4)
    expect(await runs({ filter: `run_id != 'none'` })).toHaveLength(5)
    expect(await runs({ filter: `run_id LIKE '${a.slice(0, 31)}_'` })).toContain('a')
    const many = Array.from({ length: 1000 }, () => `'${hexOf(newId())}'`)
    expect(await runs({ filter: `run_id IN (${[...many, `'${a}'`]})` })).toEqual(['a'])
  })

  it.each([
    [[], 'd e c b a'],
    [['start_time'], 'a b c d e'],
    [['attributes.end_time DESC'], 'b a d e c'],
    [['end_time'], 'a b d e c'],
    [['metrics.acc'], 'b d a c e'],
    [['metrics.acc DESC'], 'd a b c e'],
    [['metrics.loss'], 'c a b d e'],
    [['metrics.loss DESC', 'run_name'], 'a c b d e'],
    [['params.lr desc'], 'b a d e c'],
    [['tags.`odd key` ASC'], 'a d e c b'],
    [['user_id', 'run_name DESC'], 'e d c a b'],
    [['metrics.acc DESC', 'start_time ASC'], 'a d b c e'],
    [['run_id DESC', 'metrics.none'], null],
  ])('sorts by %j, in pages too', async (order_by, expected) => {
    const sorted = await runs({ order_by })
    if (expected) expect(sorted.join(' ')).toBe(expected)
    const paged: string[] = []
    let page_token: unknown = ''
    do {
      const fields = { experiment_ids: ['1'], order_by, max_results: 1, page_token }
      const { body } = await call('POST', 'runs/search', fields)
      const [row] = body.runs as { info: { run_name: string } }[]
      paged.push(row?.info.run_name ?? '')
      page_token = body.next_page_token
    } while (page_token !== undefined)
    expect(paged).toEqual(sorted)
  })

  it('finds the active, the deleted or all, and those of the experiments that are named', async () => {
    expect(await runs({ run_view_type: 'DELETED_ONLY' })).toEqual(['gone'])
    expect(await runs({ run_view_type: 'ALL' })).toHaveLength(6)
    expect(await runs({ run_view_type: 2 })).toEqual(['gone'])
    expect(await runs({ experiment_ids: ['1', '2'], max_results: '3' })).toEqual(['d', 'e', 'c'])
    expect(await runs({ experiment_ids: ['0', '2', '7', '99999999999'] })).toEqual(['f'])
    expect(await runs({ experiment_ids: [] })).toEqual([])
    expect(await runs({ experiment_ids: undefined })).toEqual([])
  })

  it('tells of a run what it is', async () => {
    const fields = { experiment_ids: [1], filter: "run_name = 'a'" }
    const { body } = await call('POST', 'runs/search', fields)
    expect(body.runs).toMatchObject([
      {
        info: { run_id: hexOf(ids.a ?? ''), status: 'FINISHED', start_time: ms(1) },
        data: { metrics: [{ key: 'acc', value: 0.9 }, { key: 'loss' }] },
        inputs: { dataset_inputs: [{ dataset: { name: 'train-set' } }] },
      },
    ])
    expect(body.next_page_token).toBeUndefined()
  })

  it.each([
    [{ experiment_ids: ['one'] }, 'Invalid experiment ID'],
    [{ max_results: 0 }, "Invalid value 0 for parameter 'max_results' supplied"],
    [{ max_results: -1 }, 'It must be a positive integer'],
    [{ max_results: 50_001 }, 'It must be at most 50000'],
    [{ max_results: 'many' }, 'Invalid value "many" for parameter \'max_results\' supplied'],
    [{ run_view_type: 'SOME' }, "for parameter 'run_view_type' supplied"],
    [{ filter: 5 }, "for parameter 'filter' supplied"],
    [{ filter: 'nonsense' }, 'Invalid clause(s) in filter string'],
    [{ order_by: ['created', 'start_time'] }, 'contains duplicate fields'],
    [{ order_by: ['metrics.acc SIDEWAYS'] }, 'Invalid ordering key'],
    [{ page_token: 'garbage' }, 'Invalid page token'],
    [{ page_token: Buffer.from('{"offset":5}').toString('base64') }, 'Invalid page token'],
    [{ page_token: Buffer.from('["a",{}]').toString('base64url') }, 'Invalid page token'],
  ])('refuses %j', async (fields, message) => {
    const { status, body } = await call('POST', 'runs/search', { experiment_ids: ['1'], ...fields })
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
    expect(body.message).toContain(message)
  })

  it('refuses a filter that is too long', async () => {
    const filter = `tags.a = '${'x'.repeat(100_000)}'`
    const { status, body } = await call('POST', 'runs/search', { experiment_ids: ['1'], filter })
    expect([status, body.message]).toEqual([400, expect.stringContaining('longer than')])
  })

  it('refuses a token of another question, and one that somebody wrote into', async () => {
    const asked = { experiment_ids: ['1'], max_results: 2 }
    const { body } = await call('POST', 'runs/search', asked)
    const page_token = String(body.next_page_token)
    const again = (fields: Fields) =>
      call('POST', 'runs/search', { ...asked, page_token, ...fields })
    expect((await again({ max_results: 3 })).status).toBe(200)
    for (const other of [
      { filter: 'metrics.acc > 0' },
      { order_by: ['start_time DESC'] },
      { run_view_type: 'ALL' },
      { experiment_ids: ['1', '2'] },
    ])
      expect((await again(other)).body.message).toContain('with another filter or order')
    const [question] = JSON.parse(Buffer.from(page_token, 'base64url').toString()) as string[]
    for (const values of [[], ["'"], ['x', 'y'], [null, null], ['2026-01-01T00:00:00Z', 'x']]) {
      const forged = Buffer.from(JSON.stringify([question, ...values])).toString('base64url')
      expect((await again({ page_token: forged })).status).toBe(400)
    }
  })

  it('goes on where it was while runs come and go', async () => {
    const experiment = planter.experiment(ids.main ?? '', 40, 'growing')
    const add = (name: string, minute: number) =>
      planter.run(ids.main ?? '', experiment, name, { start_time: at(minute) })
    for (const [name, minute] of [
      ['r3', 3],
      ['r2', 2],
      ['r1', 1],
    ] as const)
      add(name, minute)
    await planter.plant()
    const page = async (page_token?: unknown) => {
      const fields = { experiment_ids: ['40'], max_results: 2, page_token }
      const { body } = await call('POST', 'runs/search', fields)
      const rows = body.runs as { info: { run_name: string } }[]
      return { names: rows.map(({ info }) => info.run_name), token: body.next_page_token }
    }
    const first = await page()
    expect(first.names).toEqual(['r3', 'r2'])
    add('newer', 4)
    add('between', 2.5)
    await planter.plant()
    expect(await page(first.token)).toEqual({ names: ['r1'], token: undefined })
  })
})

describe('experiments/search', () => {
  it.each([
    ['', '2 1 0'],
    ["name = 'Churn'", '1'],
    ["name != 'Churn'", '2 0'],
    ["name LIKE 'churn%'", '2'],
    ["attribute.name ILIKE 'churn%'", '2 1'],
    ["name LIKE '%50\\%\\_\\\\'", '2'],
    ["experiment_id = '1'", '1'],
    ["experiment_id != '1'", '2 0'],
    ["experiment_id IN ('1', '0', '77')", '1 0'],
    ["experiment_id NOT IN ('1')", '2 0'],
    [`creation_time >= ${ms(1)}`, '2 1'],
    [`creation_time = ${ms(1)} AND last_update_time > ${ms(1)}`, '1'],
    ["tags.team = 'vision'", '1'],
    ["tags.team != 'vision'", '2'],
    ["tag.team ILIKE 'S%'", '2'],
    ['tags."odd key" = \'it\'\'s "so"\'', '1'],
    ["tags.none = ''", '1'],
    ['tags.team IS NULL', '0'],
    ['tags.team IS NOT NULL', '2 1'],
  ])('finds what %s', async (filter, found) => {
    const asked = { filter: [filter, "name != 'growing'"].filter(Boolean).join(' AND ') }
    expect((await experiments(asked)).join(' ')).toBe(found)
  })

  it('sorts, pages and shows the deleted, by GET as by POST', async () => {
    expect(await experiments({ view_type: 'DELETED_ONLY' })).toEqual(['3'])
    const view_type = 'ALL'
    const filter = "name != 'growing'"
    const sorted = (order_by: string[]) => experiments({ view_type, filter, order_by })
    expect(await sorted(['name'])).toHaveLength(4)
    expect(await sorted(['experiment_id ASC'])).toEqual(['0', '1', '2', '3'])
    expect(await sorted(['last_update_time', 'creation_time DESC'])).toEqual(['3', '2', '1', '0'])
    const asked = { view_type, filter, order_by: 'experiment_id', max_results: 3 }
    const { body } = await call('GET', 'experiments/search', asked)
    expect(body.experiments).toHaveLength(3)
    const page_token = body.next_page_token
    const next = await call('GET', 'experiments/search', { ...asked, page_token })
    expect(next.body.experiments).toMatchObject([
      { experiment_id: '3', lifecycle_stage: 'deleted' },
    ])
    expect(next.body.next_page_token).toBeUndefined()
  })

  it('has the experiment Default where nothing was ever tracked', async () => {
    const virgin = await globex.secret('reader')
    const { body } = await call('POST', 'experiments/search', {}, virgin)
    expect(body.experiments).toMatchObject([{ experiment_id: '0', name: 'Default' }])
    const none = await call('POST', 'experiments/search', { filter: "name = 'x'" }, virgin)
    expect(none.body.experiments).toEqual([])
    const empty = await call('POST', 'runs/search', { experiment_ids: ['0'] }, virgin)
    expect([empty.status, empty.body]).toEqual([200, { runs: [] }])
    const other = await call('POST', 'experiments/search', {}, token, '/mlflow/p/other')
    expect(other.body.experiments).toMatchObject([{ name: 'elsewhere' }, { name: 'Default' }])
    const absent = await call('POST', 'experiments/search', {}, token, '/mlflow/p/nowhere')
    expect([absent.status, absent.body.error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST'])
  })

  it.each([
    { max_results: 0 },
    { max_results: 50_001 },
    { view_type: 'SOME' },
    { filter: "experiment_id LIKE '1'" },
    { filter: "experiment_id = 'one'" },
    { filter: 'creation_time = 1.5' },
    { order_by: ['tags.team'] },
    { order_by: ['name', 'name'] },
    { page_token: 'x' },
  ])('refuses %j', async (fields) => {
    const { status, body } = await call('POST', 'experiments/search', fields)
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })
})

describe('registered-models/search', () => {
  it.each([
    ['', 'churn speech'],
    ["name = 'churn'", 'churn'],
    ["name != 'churn'", 'speech'],
    ["name LIKE 'CH%'", ''],
    ["name ILIKE 'CH%'", 'churn'],
    ["name IN ('churn', 'gone', 'secret')", 'churn'],
    ["name NOT IN ('churn')", 'speech'],
    ["tags.team = 'vision'", 'churn'],
    ["tag.team != 'vision'", 'speech'],
    ["tags.team LIKE '%50\\%\\_\\\\'", 'speech'],
    ["tags.team ILIKE 'SPEECH%'", 'speech'],
    [`tags.\`odd key\` = 'it''s "so"'`, 'churn'],
    ["tags.prod = ''", 'churn'],
    ["tags.prod = 'yes'", 'speech'],
    ["tags.prod != 'yes'", 'churn'],
    ["tags.prod != 'no'", 'churn speech'],
    ["tags.prod LIKE '%'", 'churn speech'],
    ["tags.prod LIKE '_%'", 'speech'],
    ["tags.team = 'vision' AND tags.prod = ''", 'churn'],
    ["tags.`mlflow.prompt.is_prompt` = 'true'", 'prompt'],
    ["tags.`mlflow.prompt.is_prompt` != 'false'", 'prompt'],
    ["tag.`mlflow.prompt.is_prompt` != 'true'", 'churn speech'],
    ["tags.`mlflow.prompt.is_prompt` = 'false'", 'churn speech'],
    ["name LIKE 's%' AND tag.`mlflow.prompt.is_prompt` != 'true'", 'speech'],
  ])('finds what %s', async (filter, found) => {
    expect((await models({ filter })).join(' ')).toBe(found)
  })

  it('sorts and pages', async () => {
    expect(await models({ order_by: 'name DESC' })).toEqual(['speech', 'churn'])
    expect(await models({ order_by: ['creation_timestamp DESC'] })).toEqual(['speech', 'churn'])
    expect(await models({ order_by: ['timestamp', 'name DESC'] })).toHaveLength(2)
    const { body } = await call('GET', 'registered-models/search', { max_results: 1 })
    const page_token = body.next_page_token
    expect(await models({ max_results: 1, page_token })).toEqual(['speech'])
  })

  it('shows what is restricted to those who may see it, and nothing of others', async () => {
    expect(await models({}, await acme.secret('admin'))).toEqual(['churn', 'secret', 'speech'])
    expect(await models({}, await globex.secret('admin'))).toEqual(['churn'])
    const limited = await acme.secret('contributor', { modelIds: [ids.speech ?? ''] })
    expect(await models({}, limited)).toEqual(['speech'])
    expect(await versions({}, limited)).toEqual(['speech/1'])
  })

  it.each([
    { max_results: 1001 },
    { max_results: 0 },
    { filter: "version = '1'" },
    { order_by: 'tags.team' },
    { order_by: ['timestamp', 'last_updated_timestamp'] },
    { page_token: '!' },
    { filter: "name = '\0'" },
  ])('refuses %j', async (fields) => {
    const { status, body } = await call('GET', 'registered-models/search', fields)
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })
})

describe('model-versions/search', () => {
  const every = 'churn/1 churn/2 churn/3 speech/1'

  it.each([
    ['', every],
    ["name = 'churn'", 'churn/1 churn/2 churn/3'],
    ["name != 'churn'", 'speech/1'],
    ["name IN ('speech', 'secret', 'gone')", 'speech/1'],
    ["name ILIKE 'SP%'", 'speech/1'],
    ["name LIKE 'SP%'", ''],
    ['version_number = 1', 'churn/1 speech/1'],
    ["version_number = '1'", 'churn/1 speech/1'],
    ['version_number >= 2', 'churn/2 churn/3'],
    ['version_number != 1', 'churn/2 churn/3'],
    [`run_id = '${'a'.repeat(32)}'`, 'churn/1'],
    ["run_id = 'of-another-server'", 'speech/1'],
    [`run_id IN ('${'a'.repeat(32)}', 'of-another-server')`, 'churn/1 speech/1'],
    ["run_id NOT IN ('of-another-server')", 'churn/1 churn/2 churn/3'],
    ["run_id LIKE 'of%'", 'speech/1'],
    ["run_id = ''", 'churn/2 churn/3'],
    ["source_path = 'runs:/abc/model'", 'churn/1'],
    ["source_path != 'runs:/abc/model'", 'churn/2 churn/3 speech/1'],
    ["source_path LIKE 's3://%50\\%\\_\\\\'", 'speech/1'],
    ["source_path ILIKE 'MLFLOW-artifacts:/versions/%/2'", 'churn/2'],
    ["tags.team = 'vision'", 'churn/1'],
    ["tags.team != 'vision'", 'churn/2'],
    ["tags.team ILIKE 'VIS%' AND tags.kind = 'one'", 'churn/1'],
    ["tags.empty = ''", 'churn/2'],
    ["tags.hub.approval = 'approved'", 'churn/1'],
    ["tags.hub.approval != 'approved'", 'churn/2 churn/3 speech/1'],
    ["tags.`hub.approval` LIKE 're%'", 'churn/3'],
    ["tags.hub.approval = 'none such'", ''],
    ["tags.hub.approved_by = 'Ben'", 'churn/1'],
    ["tags.hub.approved_at LIKE '20%'", 'churn/1'],
    ["tags.hub.approval_comment ILIKE 'fine%'", 'churn/1'],
    ["tags.hub.url LIKE '%/models/churn/versions/v2'", 'churn/2'],
    ["tags.hub.nothing != 'x'", ''],
    ["name = 'churn' and tags.hub.approval = 'approved'", 'churn/1'],
    ["tags.`mlflow.prompt.is_prompt` = 'true'", 'prompt/1'],
    ["tags.`mlflow.prompt.is_prompt` = 'false'", every],
  ])('finds what %s', async (filter, found) => {
    expect((await versions({ filter })).sort().join(' ')).toBe(found)
  })

  it('sorts and pages', async () => {
    const sorted = (...order_by: string[]) => versions({ order_by, filter: "name = 'churn'" })
    expect(await sorted('version_number')).toEqual(['churn/1', 'churn/2', 'churn/3'])
    expect(await sorted('name')).toEqual(['churn/3', 'churn/2', 'churn/1'])
    expect(await sorted('creation_timestamp DESC')).toEqual(['churn/3', 'churn/2', 'churn/1'])
    expect(await sorted()).toEqual(['churn/3', 'churn/1', 'churn/2'])
    const paged: string[] = []
    let page_token: unknown = ''
    do {
      const { body } = await call('GET', 'model-versions/search', { max_results: 1, page_token })
      const [row] = body.model_versions as { name: string; version: string }[]
      paged.push(`${row?.name}/${row?.version}`)
      page_token = body.next_page_token
    } while (page_token)
    expect(paged).toEqual(await versions({}))
  })

  it('shows what is restricted to those who may see it, and nothing of others', async () => {
    const filter = "tags.team = 'vision'"
    const seen = await versions({ filter }, await acme.secret('admin'))
    expect(seen.sort()).toEqual(['churn/1', 'secret/1'])
    expect(await versions({}, await globex.secret('admin'))).toEqual(['churn/1'])
    expect(await versions({ filter }, await globex.secret('admin'))).toEqual([])
  })

  it('keeps from programs what a policy lets nobody use', async () => {
    const of = { org: acme.slug, model: 'churn' }
    await setModelPolicy(acme.as('admin'), { ...of, approvedOnly: true })
    expect((await versions({})).sort()).toEqual(['churn/1', 'speech/1'])
    await setModelPolicy(acme.as('admin'), of)
    expect(await versions({})).toHaveLength(4)
  })

  it.each([
    { max_results: 200_001 },
    { max_results: 0 },
    { filter: "current_stage = 'Production'" },
    { filter: 'version_number = 1.5' },
    { filter: 'tags.a IS NULL' },
    { order_by: 'run_id' },
    { page_token: 'x' },
  ])('refuses %j', async (fields) => {
    const { status, body } = await call('GET', 'model-versions/search', fields)
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })
})

describe('logged-models/search', () => {
  it.each([
    ['', 'lc lb la'],
    ["name = 'la'", 'la'],
    ["name IN ('la', 'lb', 'gone')", 'lb la'],
    ["status = 'READY'", 'lc la'],
    ["status != 'LOGGED_MODEL_READY'", 'lb'],
    ["model_type ILIKE 'AG%'", 'la'],
    [`creation_timestamp > ${ms(1)}`, 'lc lb'],
    [`last_updated_timestamp = ${ms(9)}`, 'la'],
    ["tags.team = 'vision'", 'la'],
    ["tags.team != 'vision'", 'lb'],
    ["params.depth LIKE '_'", 'lb la'],
    ['params.depth IS NULL', 'lc'],
    ['metrics.acc > 0.9', 'la'],
    ['metrics.acc < 0.75', 'la'],
    ['metrics.acc != 0.8', 'la'],
  ])('finds what %s', async (filter, found) => {
    expect((await logged({ filter })).join(' ')).toBe(found)
  })

  it('finds by ids, by metrics of datasets, and in some experiments', async () => {
    const [la, a] = [loggedModelRef(ids.la ?? ''), hexOf(ids.a ?? '')]
    expect(await logged({ filter: `model_id = '${la}'` })).toEqual(['la'])
    expect(await logged({ filter: `source_run_id = '${a}'` })).toEqual(['la'])
    expect(await logged({ datasets: [{ dataset_name: 'train-set' }] })).toEqual(['lb', 'la'])
    const evaluated = [{ dataset_name: 'eval-set', dataset_digest: 'def' }]
    expect(await logged({ datasets: evaluated })).toEqual(['la'])
    expect(await logged({ datasets: evaluated, filter: 'metrics.acc > 0.9' })).toEqual([])
    expect(await logged({ experiment_ids: ['2'] })).toEqual(['lc'])
    expect(await logged({ experiment_ids: ['99'] })).toEqual([])
  })

  it.each([
    [[{ field_name: 'name' }], 'la lb lc'],
    [[{ field_name: 'creation_time', ascending: true }], 'la lb lc'],
    [[{ field_name: 'metrics.acc' }], 'la lb lc'],
    [[{ field_name: 'metrics.acc', ascending: false, dataset_name: 'train-set' }], 'la lb lc'],
    [[{ field_name: 'source_run_id', ascending: false }, { field_name: 'model_id' }], 'la lb lc'],
  ])('sorts by %j, in pages too', async (order_by, found) => {
    expect((await logged({ order_by })).join(' ')).toBe(found)
    const asked = { experiment_ids: ['1', '2'], order_by, max_results: 2 }
    const { body } = await call('POST', 'logged-models/search', asked)
    const page_token = body.next_page_token
    expect(await logged({ order_by, max_results: 2, page_token })).toEqual(['lc'])
  })

  it.each([
    { experiment_ids: undefined },
    { experiment_ids: ['x'] },
    { filter: "owner = 'x'" },
    { order_by: [{ field_name: 'params.depth' }] },
    { order_by: ['name'] },
    { datasets: [{}] },
    { max_results: -1 },
    { page_token: 'x' },
  ])('refuses %j', async (fields) => {
    const asked = { experiment_ids: ['1'], ...fields }
    const { status, body } = await call('POST', 'logged-models/search', asked)
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })
})

it('answers nobody without a token', async () => {
  const { status } = await callMlflow(server, null, 'POST', '/api/2.0/mlflow/runs/search', {})
  expect(status).toBe(401)
})

it('tells a long answer in pieces, whole and in order', async () => {
  const experiment = planter.experiment(ids.main ?? '', 41, 'long')
  for (let n = 0; n < 1203; n++)
    planter.run(ids.main ?? '', experiment, `r${n}`, { start_time: at(n) })
  await planter.plant()
  const asked = { experiment_ids: ['41'], max_results: 1201 }
  const { headers, body } = await call('POST', 'runs/search', asked)
  const rows = body.runs as { info: { run_name: string } }[]
  expect(headers.get('content-length')).toBeNull()
  expect(rows.map(({ info }) => info.run_name)).toEqual(
    Array.from({ length: 1201 }, (_, n) => `r${1202 - n}`),
  )
  const rest = await runs({ ...asked, page_token: body.next_page_token })
  expect(rest).toEqual(['r1', 'r0'])
})

it.each(['runs', 'logged-models'])(
  'reads heavy %s in pieces of so many bytes, not of so many rows',
  async (what) => {
    const isOfRuns = what === 'runs'
    const number = isOfRuns ? 42 : 43
    const experiment = planter.experiment(ids.main ?? '', number, `heavy ${what}`)
    const tags = { much: 'x'.repeat(900_000) }
    const names = Array.from({ length: 19 }, (_, n) => `h${n}`)
    for (const [n, name] of names.entries())
      if (isOfRuns) planter.run(ids.main ?? '', experiment, name, { start_time: at(n), tags })
      else planter.loggedModel(experiment, name, { created_at: at(n), tags })
    await planter.plant()
    const asked = { experiment_ids: [String(number)], max_results: 18 }
    const { headers, body } = await call('POST', `${what}/search`, asked)
    // What is read at once is told as a whole.
    expect(headers.get('content-length')).toBeNull()
    const rows = (body.runs ?? body.models) as { info: { run_name?: string; name?: string } }[]
    expect(rows.map(({ info }) => info.run_name ?? info.name)).toEqual(names.slice(1).reverse())
    expect(JSON.stringify(body).length).toBeGreaterThan(18 * 900_000)
    const rest = await call('POST', `${what}/search`, {
      ...asked,
      page_token: body.next_page_token,
    })
    expect(rest.body.runs ?? rest.body.models).toHaveLength(1)
    expect(rest.body.next_page_token).toBeUndefined()
    expect(rest.headers.get('content-length')).not.toBeNull()
  },
)
