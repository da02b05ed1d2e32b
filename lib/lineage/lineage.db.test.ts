import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { moveDatumAlias } from '../aliases/datums'
import { deleteDataset } from '../datasets/life'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { createRun } from '../runs/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { approveVersion } from '../versions/decide'
import { getImpact } from './impact'
import { liftRecall } from './lift'
import { getLineage, getLineagePage } from './queries'
import { createRecall } from './recall'
import { listRecalls } from './recalls'
import { chainOf } from './testing'
import type { Direction } from './view'

let hub: TestHub
let acme: TestOrganization
let scores: string
const rita = () => acme.as('reader')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  scores = (await chainOf(acme.as('contributor'), acme.slug)).scores
})
afterAll(() => hub.close())

interface Asked {
  direction?: Direction
  depth?: number
  ctx?: Ctx
}

/** The lineage in words: names, and edges between them. */
async function told(uri: string, { ctx = rita(), ...asked }: Asked = {}) {
  const { nodes, edges, truncated } = await getLineage(ctx, { org: acme.slug, uri, ...asked })
  const names = new Map(nodes.map(({ id, name }) => [id, name]))
  const lines = edges.map(({ from, to, role }) => `${names.get(from)} ${role} ${names.get(to)}`)
  return { names: nodes.map(({ name }) => name), lines: lines.sort(), truncated }
}

describe('the lineage of a version', () => {
  it('tells where it comes from and what came of it, nearest first', async () => {
    const { names, lines, truncated } = await told('model://m/v1')
    expect(names).toEqual([
      'm v1',
      'train #2',
      'infer #3',
      'pets v1',
      'scores.csv',
      'prepare #1',
      'report #4',
      'raw.csv',
    ])
    expect(lines).toEqual([
      'infer #3 output scores.csv',
      'm v1 input infer #3',
      'pets v1 input train #2',
      'prepare #1 registered pets v1',
      'raw.csv input prepare #1',
      'raw.csv input report #4',
      'scores.csv input report #4',
      'train #2 registered m v1',
    ])
    expect(truncated).toBe(false)
  })

  it('goes one way and as far as asked', async () => {
    expect((await told('model://m/newest', { direction: 'up', depth: 2 })).names).toEqual([
      'm v1',
      'train #2',
      'pets v1',
    ])
    expect((await told('model://m/v1', { direction: 'down', depth: 1 })).lines).toEqual([
      'm v1 input infer #3',
    ])
  })

  it('tells kind, state, URI and page of each thing', async () => {
    const org = acme.slug
    const { nodes } = await getLineage(rita(), { org, uri: 'model://m/v1' })
    const plain = nodes.map(({ id: _, ...node }) => node)
    expect(plain).toContainEqual({
      kind: 'version',
      uri: 'model://m/v1',
      name: 'm v1',
      state: 'pending',
      url: `/${org}/models/m/versions/v1`,
    })
    expect(plain).toContainEqual({
      kind: 'dataset_version',
      uri: 'dataset://pets/v1',
      name: 'pets v1',
      state: null,
      url: `/${org}/datasets/pets/versions/v1`,
    })
    expect(plain).toContainEqual({
      kind: 'run',
      uri: 'run://jobs/4',
      name: 'report #4',
      state: 'running',
      url: `/${org}/projects/jobs/runs/4`,
    })
    expect(plain).toContainEqual({
      kind: 'file',
      uri: scores,
      name: 'scores.csv',
      state: null,
      url: `/${org}/files/${scores.slice('datum://'.length)}`,
    })
    const raw = nodes.find(({ uri }) => uri === 's3://lake/raw.csv')
    expect(raw).toMatchObject({ kind: 'file', url: `/${org}/lineage/data/${raw?.id}` })
  })
})

it('starts at whatever has a URI: a run, a file, a dataset version, an address outside', async () => {
  expect((await told('run://jobs/1', { direction: 'up' })).names).toEqual(['prepare #1', 'raw.csv'])
  expect((await told(scores, { depth: 1 })).names).toEqual(['scores.csv', 'infer #3', 'report #4'])
  expect((await told('dataset://pets/latest', { depth: 1 })).names).toEqual([
    'pets v1',
    'prepare #1',
    'train #2',
  ])
  expect((await told('s3://lake/raw.csv', { depth: 1 })).names).toEqual([
    'raw.csv',
    'prepare #1',
    'report #4',
  ])
})

it('tells of the part of a whole only who asks for that very file', async () => {
  const { rows } = await hub.database.read.execute<{ id: string }>(
    sql`select o.id from run_outputs o join runs r on r.id = o.run_id
      where o.path = 'm.bin' and r.organization_id = ${acme.id}`,
  )
  const { lines } = await told(`datum://${rows[0]?.id}`, { depth: 1 })
  expect(lines).toEqual(['m.bin derived m v1', 'train #2 output m.bin', 'train #2 registered m v1'])
})

describe('on a page', () => {
  it('has for each thing its level, what it was reached from, and whether there is more', async () => {
    const uri = 'model://m/v1'
    const page = await getLineagePage(rita(), { org: acme.slug, uri, depth: 2 })
    const nameOf = new Map(page.nodes.map(({ id, name }) => [id, name]))
    const drawn = page.nodes.map(({ name, level, parent, more, external }) => ({
      ...{ name, level, more, external, parent: nameOf.get(parent ?? '') ?? null },
    }))
    const here = { external: false, more: false }
    expect(drawn).toEqual([
      { ...here, name: 'm v1', level: 0, parent: null },
      { ...here, name: 'train #2', level: -1, parent: 'm v1' },
      { ...here, name: 'infer #3', level: 1, parent: 'm v1' },
      { ...here, name: 'pets v1', level: -2, parent: 'train #2', more: true },
      { ...here, name: 'scores.csv', level: 2, parent: 'infer #3', more: true },
    ])
    expect(page.root).toEqual(page.nodes[0])
  })
})

describe('what a caller may not see', () => {
  it('is left out without a trace of its name, and what it leads to follows what led to it', async () => {
    const org = acme.slug
    await approveVersion(acme.as('approver'), { org, model: 'm', version: 1 })
    await updateModel(acme.as('maintainer'), { org, model: 'm', accessMode: 'restricted' })
    const hidden = await told('dataset://pets/v1', { direction: 'down' })
    expect(hidden.names).toEqual(['pets v1', 'train #2', 'infer #3', 'scores.csv', 'report #4'])
    expect(hidden.lines).toEqual([
      'infer #3 output scores.csv',
      'pets v1 input train #2',
      'scores.csv input report #4',
      'train #2 derived infer #3',
    ])
    const answer = await getLineage(rita(), { org, uri: 'run://jobs/3' })
    expect(JSON.stringify(answer)).not.toMatch(/m v1|model:/)
    const seen = await told('dataset://pets/v1', { direction: 'down', ctx: acme.as('auditor') })
    expect(seen.names).toContain('m v1')
    await updateModel(acme.as('admin'), { org, model: 'm', accessMode: 'organization' })
  })

  it('is what is deleted, too', async () => {
    const globex = await hub.organization()
    const { slug: org } = globex
    await chainOf(globex.as('contributor'), org)
    await deleteDataset(globex.as('maintainer'), { org, dataset: 'pets', force: true })
    const asked = { org, uri: 'model://m/v1', direction: 'up' as const }
    const { nodes, edges } = await getLineage(globex.as('reader'), asked)
    expect(nodes.map(({ name }) => name)).toEqual(['m v1', 'train #2', 'prepare #1', 'raw.csv'])
    expect(edges.map(({ role }) => role).sort()).toEqual(['derived', 'input', 'registered'])
    await expect(
      getLineage(globex.as('reader'), { org, uri: 'dataset://pets/v1' }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is not found by its URI, like what is not there', async () => {
    const org = acme.slug
    const id = '0197a000-0000-7000-8000-000000000001'
    for (const uri of [
      'model://m/v9',
      'dataset://pets/v9',
      'run://jobs/99',
      'run://other/jobs/1',
      `datum://${id}`,
      's3://lake/other.csv',
      'openlineage://run/unknown',
    ])
      await expect(getLineage(rita(), { org, uri }), uri).rejects.toMatchObject({
        kind: 'not_found',
      })
    for (const uri of ['model://m/', 'pets', 'run://jobs', 'dataset://', ''])
      await expect(getLineage(rita(), { org, uri }), uri).rejects.toMatchObject({ kind: 'invalid' })
    await expect(getLineage(rita(), { org, uri: 'datum://best' })).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Say which: project='),
    })
    for (const depth of [0, 21, Number.NaN])
      await expect(getLineage(rita(), { org, uri: 'model://m/v1', depth })).rejects.toMatchObject({
        kind: 'invalid',
      })
    const stranger = (await hub.organization()).as('admin')
    await expect(getLineage(stranger, { org, uri: 'model://m/v1' })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})

it('knows a file by its alias in the project that is named', async () => {
  const org = acme.slug
  const mia = acme.as('maintainer')
  await moveDatumAlias(mia, { org, project: 'jobs', alias: 'best', datum: scores })
  await createProject(mia, { org, name: 'Lab' })
  const of = (project: string) => ({ org, project, uri: 'datum://best' })
  expect((await getLineage(rita(), of('jobs'))).nodes[0]?.uri).toBe(scores)
  expect(await getImpact(rita(), of('jobs'))).toEqual(await getImpact(rita(), { org, uri: scores }))
  for (const project of ['lab', 'none'])
    await expect(getLineage(rita(), of(project))).rejects.toMatchObject({ kind: 'not_found' })
  const recall = await createRecall(mia, { ...of('jobs'), reason: 'Bad.' })
  expect(recall.uri).toBe(scores)
  const { items } = await listRecalls(rita(), of('jobs'))
  expect(items.map(({ id }) => id)).toEqual([recall.id])
  await liftRecall(mia, { org, id: recall.id })
})

it('says when there is more than an answer holds, and keeps what is nearest', async () => {
  const ctx = acme.as('contributor')
  const inputs = [{ name: 'in', uri: 's3://lake/crowd.csv' }]
  await createRun(ctx, { org: acme.slug, project: 'jobs', inputs })
  await hub.database.write.transaction((tx) =>
    tx.execute(sql`insert into lineage_edges
      (organization_id, from_kind, from_id, to_kind, to_id, role, created_at)
      select l.organization_id, l.from_kind, l.from_id, 'run', gen_random_uuid(), 'input', now()
      from lineage_edges l join external_data d on d.id = l.from_id
        and d.organization_id = ${acme.id} and d.uri = 's3://lake/crowd.csv', generate_series(1, 1000)`),
  )
  const { truncated, names } = await told('s3://lake/crowd.csv', { direction: 'down' })
  expect({ truncated, first: names[0] }).toEqual({ truncated: true, first: 'crowd.csv' })
})
