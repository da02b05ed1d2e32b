import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { moveAlias } from '../aliases/move'
import { updateModel } from '../models/update'
import { createRun } from '../runs/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { approveVersion } from '../versions/decide'
import { streamImpact } from './csv'
import { getImpact } from './impact'
import { chainOf } from './testing'

let hub: TestHub
let acme: TestOrganization
let scores: string
const rita = () => acme.as('reader')
const ana = () => ({ id: acme.personId('contributor'), kind: 'person', name: 'Ana' })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  const org = acme.slug
  scores = (await chainOf(acme.as('contributor'), org)).scores
  await approveVersion(acme.as('approver'), { org, model: 'm', version: 1 })
  await moveAlias(acme.as('maintainer'), { org, model: 'm', alias: 'production', version: 1 })
})
afterAll(() => hub.close())

const impact = (uri: string, more: { limit?: number; cursor?: string } = {}, ctx: Ctx = rita()) =>
  getImpact(ctx, { org: acme.slug, uri, ...more })

describe('the impact of data', () => {
  it('is every alias, version, dataset version and run made of it, with owner and the way there', async () => {
    const { items, nextCursor } = await impact('s3://lake/raw.csv')
    const pets = ['s3://lake/raw.csv', 'run://jobs/1', 'dataset://pets/v1']
    const m = [...pets, 'run://jobs/2', 'model://m/v1']
    expect(items).toEqual([
      {
        uri: 'model://m/production',
        kind: 'alias',
        state: 'approved',
        owner: ana(),
        path: [...m, 'model://m/production'],
      },
      { uri: 'model://m/v1', kind: 'version', state: 'approved', owner: ana(), path: m },
      { uri: 'dataset://pets/v1', kind: 'dataset_version', state: null, owner: ana(), path: pets },
      {
        uri: 'run://jobs/4',
        kind: 'run',
        state: 'running',
        owner: ana(),
        path: ['s3://lake/raw.csv', 'run://jobs/4'],
      },
      {
        uri: 'run://jobs/3',
        kind: 'run',
        state: 'completed',
        owner: ana(),
        path: [...m, 'run://jobs/3'],
      },
      {
        uri: 'run://jobs/2',
        kind: 'run',
        state: 'completed',
        owner: ana(),
        path: [...pets, 'run://jobs/2'],
      },
      {
        uri: 'run://jobs/1',
        kind: 'run',
        state: 'completed',
        owner: ana(),
        path: pets.slice(0, 2),
      },
    ])
    expect(nextCursor).toBeNull()
  })

  it('is that of a file, a run or a version, too: of a version its own aliases', async () => {
    const urisOf = async (uri: string) => (await impact(uri)).items.map((item) => item.uri)
    expect(await urisOf(scores)).toEqual(['run://jobs/4'])
    expect(await urisOf('run://jobs/3')).toEqual(['run://jobs/4'])
    expect(await urisOf('model://m/v1')).toEqual([
      'model://m/production',
      'run://jobs/4',
      'run://jobs/3',
    ])
  })

  it('comes in pages that hold each thing once', async () => {
    const all = (await impact('s3://lake/raw.csv')).items
    const seen = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await impact('s3://lake/raw.csv', { limit: 2, ...(cursor && { cursor }) })
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(seen).toEqual(all)
    await expect(impact('s3://lake/raw.csv', { cursor: 'x' })).rejects.toMatchObject({
      kind: 'invalid',
    })
  })

  it('reaches past what the caller may not see, and does not name it', async () => {
    const org = acme.slug
    await updateModel(acme.as('admin'), { org, model: 'm', accessMode: 'restricted' })
    const answer = await impact('dataset://pets/v1')
    expect(answer.items.map(({ uri, path }) => [uri, path])).toEqual([
      [
        'run://jobs/4',
        ['dataset://pets/v1', 'run://jobs/2', 'run://jobs/3', scores, 'run://jobs/4'],
      ],
      ['run://jobs/3', ['dataset://pets/v1', 'run://jobs/2', 'run://jobs/3']],
      ['run://jobs/2', ['dataset://pets/v1', 'run://jobs/2']],
    ])
    expect(JSON.stringify(answer)).not.toMatch(/model:|production/)
    expect((await impact('dataset://pets/v1', {}, acme.as('auditor'))).items).toHaveLength(5)
    await updateModel(acme.as('admin'), { org, model: 'm', accessMode: 'organization' })
  })
})

it('ends where the lineage goes in a circle, and tells the shortest of several ways', async () => {
  const org = acme.slug
  const ctx = acme.as('contributor')
  await createRun(ctx, { org, project: 'jobs', inputs: [{ name: 'a', uri: 's3://lake/a' }] })
  // Another system says that the run wrote back what it read, and took a way around.
  await hub.database.write.transaction((tx) =>
    tx.execute(sql`with there as (
        select l.organization_id, l.from_id, l.to_id, gen_random_uuid() as around
        from lineage_edges l join external_data d on d.id = l.from_id
        where d.uri = 's3://lake/a' and d.organization_id = ${acme.id})
      insert into lineage_edges
        (organization_id, from_kind, from_id, to_kind, to_id, role, created_at)
      select organization_id, 'run'::node_kind, to_id, 'external_data'::node_kind, from_id,
        'output'::edge_role, now() from there
      union all
      select organization_id, 'external_data', from_id, 'external_run', around, 'input', now() from there
      union all
      select organization_id, 'external_run', around, 'run', to_id, 'derived', now() from there`),
  )
  expect((await impact('s3://lake/a')).items).toMatchObject([
    { uri: 'run://jobs/5', path: ['s3://lake/a', 'run://jobs/5'] },
  ])
})

describe('as CSV', () => {
  const csvOf = async (uri: string) => {
    let text = ''
    for await (const piece of await streamImpact(rita(), { org: acme.slug, uri })) text += piece
    return text
  }

  it('has a line for each thing', async () => {
    expect(await csvOf('model://m/v1')).toBe(
      [
        'kind,uri,state,owner,path',
        'alias,model://m/production,approved,Ana,model://m/v1 > model://m/production',
        `run,run://jobs/4,running,Ana,model://m/v1 > run://jobs/3 > ${scores} > run://jobs/4`,
        'run,run://jobs/3,completed,Ana,model://m/v1 > run://jobs/3',
        '',
      ].join('\n'),
    )
  })

  it('holds no formula, and quotes what has quotes and commas', async () => {
    const name = `=HYPERLINK("http://evil.example","Ana, of acme")`
    await hub.database.write.transaction(async (tx) => {
      await tx.execute(
        sql`update people set name = ${name} where id = ${acme.personId('contributor')}`,
      )
      await tx.execute(sql`insert into audit_events
        (id, at, actor_kind, via, action, subject_kind, subject_uri, outcome, request_id, body)
        values (gen_random_uuid(), now(), 'system', 'host', 'member.rename', 'member', '/', 'done', 'r', '{}')`)
    })
    const [, line] = (await csvOf(scores)).split('\n')
    expect(line).toBe(
      `run,run://jobs/4,running,"'=HYPERLINK(""http://evil.example"",""Ana, of acme"")",${scores} > run://jobs/4`,
    )
  })
})
