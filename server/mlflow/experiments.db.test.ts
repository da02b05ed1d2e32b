import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject } from '@/lib/projects/create'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  token = await acme.secret('maintainer')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const path = (verb: string) => `/api/2.0/mlflow/experiments/${verb}`
const post = (verb: string, fields: object, secret = token) =>
  callMlflow(server, secret, 'POST', path(verb), fields as Record<string, unknown>)
const get = (verb: string, fields: object, secret = token) =>
  callMlflow(server, secret, 'GET', path(verb), fields as Record<string, unknown>)

async function made(name: string): Promise<string> {
  const { status, body } = await post('create', { name })
  expect(status).toBe(200)
  return String(body.experiment_id)
}

describe('the experiment 0', () => {
  it('is there for whoever reads, before anyone has written', async () => {
    const other = await hub.organization()
    const reader = await other.secret('reader')
    const untouched = {
      experiment_id: '0',
      name: 'Default',
      artifact_location: 'mlflow-artifacts:/0',
      lifecycle_stage: 'active',
      creation_time: 0,
      last_update_time: 0,
    }
    for (const answer of [
      await get('get', { experiment_id: '0' }, reader),
      await get('get-by-name', { experiment_name: 'Default' }, reader),
    ])
      expect([answer.status, answer.body]).toEqual([200, { experiment: untouched }])
    expect(await other.events()).toEqual([])
  })

  it('keeps its number and its name when others are made', async () => {
    const other = await hub.organization()
    const writer = await other.secret('contributor')
    const taken = await post('create', { name: 'Default' }, writer)
    expect([taken.status, taken.body.error_code]).toEqual([400, 'RESOURCE_ALREADY_EXISTS'])
    expect((await post('create', { name: 'a' }, writer)).body).toEqual({ experiment_id: '1' })
    const { body } = await get('get', { experiment_id: 0 }, writer)
    expect(body.experiment).toMatchObject({ name: 'Default', creation_time: expect.any(Number) })
  })

  it('takes a tag before anything else was written', async () => {
    const other = await hub.organization()
    const writer = await other.secret('contributor')
    const fields = { experiment_id: '0', key: 'team', value: 'x' }
    expect((await post('set-experiment-tag', fields, writer)).body).toEqual({})
    const { body } = await get('get', { experiment_id: '0' }, writer)
    expect(body.experiment).toMatchObject({ tags: [{ key: 'team', value: 'x' }] })
  })

  it('is in no project that is not there', async () => {
    for (const [verb, fields] of [
      ['get', { experiment_id: '0' }],
      ['get-by-name', { experiment_name: 'Default' }],
    ] as const) {
      const prefix = '/mlflow/p/nowhere'
      const answer = await callMlflow(server, token, 'GET', path(verb), fields, { prefix })
      expect([answer.status, answer.body.error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST'])
    }
  })
})

describe('an experiment', () => {
  it('is made, found by its id and name, renamed, tagged, deleted and restored', async () => {
    const tags = [
      { key: 'mlflow.note.content', value: 'What it is' },
      { key: 'team', value: '' },
    ]
    const { body } = await post('create', { name: 'Größe/1 @', tags, artifact_location: '' })
    const experiment_id = String(body.experiment_id)
    const found = await get('get-by-name', { experiment_name: 'Größe/1 @' })
    const experiment = {
      experiment_id,
      name: 'Größe/1 @',
      artifact_location: `mlflow-artifacts:/${experiment_id}`,
      lifecycle_stage: 'active',
      creation_time: expect.any(Number),
      last_update_time: expect.any(Number),
      tags,
    }
    expect([found.status, found.body]).toEqual([200, { experiment }])
    expect((await get('get', { experiment_id })).body).toEqual({ experiment })

    for (const [verb, fields] of [
      ['update', { new_name: 'size' }],
      ['set-experiment-tag', { key: 'team', value: 'a' }],
      ['set-experiment-tag', { key: 'team', value: 'b' }],
      ['set-experiment-tag', { key: 'more' }],
      ['delete-experiment-tag', { key: 'mlflow.note.content' }],
      ['delete', {}],
    ] as const) {
      const answer = await post(verb, { experiment_id, ...fields })
      expect([verb, answer.status, answer.body]).toEqual([verb, 200, {}])
    }
    const deleted = await get('get-by-name', { experiment_name: 'size' })
    expect(deleted.body.experiment).toMatchObject({
      lifecycle_stage: 'deleted',
      tags: [
        { key: 'more', value: '' },
        { key: 'team', value: 'b' },
      ],
    })
    expect((await post('restore', { experiment_id })).body).toEqual({})
    const needed = await post('delete', { experiment_id: '0' })
    expect([needed.status, needed.body.message]).toEqual([
      400,
      expect.stringContaining('Default stays: runs that name no experiment go to it.'),
    ])
    expect((await get('get', { experiment_id })).body.experiment).toMatchObject({
      name: 'size',
      lifecycle_stage: 'active',
    })
  })

  it('is made once, however many clients make it at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post('create', { name: 'raced' })),
    )
    const codes = answers.map(({ status, body }) => `${status} ${body.error_code ?? 'made'}`)
    expect(codes.toSorted()).toEqual([
      '200 made',
      ...Array.from({ length: 19 }, () => '400 RESOURCE_ALREADY_EXISTS'),
    ])
  })

  it('keeps its name when it is deleted', async () => {
    const experiment_id = await made('kept')
    await post('delete', { experiment_id })
    const again = await post('create', { name: 'kept' })
    expect([again.status, again.body.error_code]).toEqual([400, 'RESOURCE_ALREADY_EXISTS'])
    expect(again.body.message).toMatch(/^Experiment\(name=kept\) already exists\. .*restore/)
  })

  it('is counted in its own project', async () => {
    await createProject(acme.as('admin'), { org: acme.slug, name: 'Other', slug: 'other' })
    const prefix = '/mlflow/p/other'
    const first = await callMlflow(server, token, 'POST', path('create'), { name: 'x' }, { prefix })
    expect([first.status, first.body]).toEqual([200, { experiment_id: '1' }])
    const elsewhere = await get('get-by-name', { experiment_name: 'x' })
    expect(elsewhere.status).toBe(404)
  })

  it.each([
    ['nothing', undefined],
    ['nothing', ''],
    ['ours', 'mlflow-artifacts:/7'],
  ])('has its files with us where a client asks for %s: %s', async (_, artifact_location) => {
    const name = `at ${artifact_location}`
    const { body } = await post('create', { name, artifact_location })
    const found = await get('get', { experiment_id: body.experiment_id })
    expect(found.body.experiment).toMatchObject({
      artifact_location: `mlflow-artifacts:/${body.experiment_id}`,
    })
  })
})

describe('what an experiment does not take', () => {
  let id: string
  let deleted: string
  beforeAll(async () => {
    id = await made('bad input')
    await made('taken')
    deleted = await made('gone')
    await post('delete', { experiment_id: deleted })
  })

  it.each<
    [string, string, (own: { id: string; deleted: string }) => object, number, string, RegExp]
  >([
    [
      'no name',
      'create',
      () => ({}),
      400,
      'INVALID_PARAMETER_VALUE',
      /^Missing value for required parameter 'name'/,
    ],
    [
      'an empty name',
      'create',
      () => ({ name: '' }),
      400,
      'INVALID_PARAMETER_VALUE',
      /Invalid experiment name/,
    ],
    [
      'a long name',
      'create',
      () => ({ name: 'x'.repeat(501) }),
      400,
      'INVALID_PARAMETER_VALUE',
      /500/,
    ],
    ['a name with NUL', 'create', () => ({ name: 'a\0' }), 400, 'INVALID_PARAMETER_VALUE', /NUL/],
    [
      'files elsewhere',
      'create',
      () => ({ name: 'y', artifact_location: 's3://b/p' }),
      400,
      'INVALID_PARAMETER_VALUE',
      /^Model Hub keeps the files/,
    ],
    [
      'a wrong tag',
      'create',
      () => ({ name: 'y', tags: [{ key: '../x', value: '' }] }),
      400,
      'INVALID_PARAMETER_VALUE',
      /for parameter 'key' supplied/,
    ],
    [
      'a long tag',
      'create',
      () => ({ name: 'y', tags: [{ key: 'x', value: 'x'.repeat(20_001) }] }),
      400,
      'INVALID_PARAMETER_VALUE',
      /20000/,
    ],
    [
      'tags that are a map',
      'create',
      () => ({ name: 'y', tags: { a: 'b' } }),
      400,
      'INVALID_PARAMETER_VALUE',
      /'tags\[0\]\.key'/,
    ],
    [
      'an unknown id',
      'update',
      () => ({ experiment_id: '999', new_name: 'z' }),
      404,
      'RESOURCE_DOES_NOT_EXIST',
      /^No Experiment with id=999 exists/,
    ],
    [
      'a huge id',
      'update',
      () => ({ experiment_id: '99999999999999999999', new_name: 'z' }),
      404,
      'RESOURCE_DOES_NOT_EXIST',
      /exists$/,
    ],
    [
      'an id that is no number',
      'update',
      () => ({ experiment_id: 'x1', new_name: 'z' }),
      400,
      'INVALID_PARAMETER_VALUE',
      /^Invalid experiment ID 'x1'/,
    ],
    [
      'no new name',
      'update',
      ({ id }) => ({ experiment_id: id }),
      400,
      'INVALID_PARAMETER_VALUE',
      /'new_name'/,
    ],
    [
      'a name in use',
      'update',
      ({ id }) => ({ experiment_id: id, new_name: 'taken' }),
      400,
      'RESOURCE_ALREADY_EXISTS',
      /^Experiment\(name=taken\) already exists/,
    ],
    [
      'a name, being deleted',
      'update',
      ({ deleted }) => ({ experiment_id: deleted, new_name: 'z' }),
      400,
      'INVALID_PARAMETER_VALUE',
      /^Cannot rename a non-active experiment/,
    ],
    [
      'a tag, being deleted',
      'set-experiment-tag',
      ({ deleted }) => ({ experiment_id: deleted, key: 'a', value: 'b' }),
      400,
      'INVALID_PARAMETER_VALUE',
      /must be in the 'active' state/,
    ],
    [
      'a key that is no path',
      'set-experiment-tag',
      ({ id }) => ({ experiment_id: id, key: 'a//b', value: 'b' }),
      400,
      'INVALID_PARAMETER_VALUE',
      /must not resolve to other names/,
    ],
    [
      'a long key',
      'set-experiment-tag',
      ({ id }) => ({ experiment_id: id, key: 'k'.repeat(251), value: 'b' }),
      400,
      'INVALID_PARAMETER_VALUE',
      /250/,
    ],
    [
      'the end of a tag that is not there',
      'delete-experiment-tag',
      ({ id }) => ({ experiment_id: id, key: 'none' }),
      404,
      'RESOURCE_DOES_NOT_EXIST',
      /^No tag with name: none in experiment with id/,
    ],
    [
      'its end twice',
      'delete',
      ({ deleted }) => ({ experiment_id: deleted }),
      404,
      'RESOURCE_DOES_NOT_EXIST',
      /^No Experiment with id/,
    ],
    [
      'to be restored, being there',
      'restore',
      ({ id }) => ({ experiment_id: id }),
      404,
      'RESOURCE_DOES_NOT_EXIST',
      /^No deleted Experiment/,
    ],
  ])('%s (%s)', async (_, verb, fields, status, code, message) => {
    const before = await acme.events()
    const answer = await post(verb, fields({ id, deleted }))
    expect([answer.status, answer.body.error_code]).toEqual([status, code])
    expect(answer.body.message).toMatch(message)
    expect(await acme.events()).toEqual(before)
  })

  it.each([
    [
      'get',
      { experiment_id: '999' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      /^No Experiment with id=999 exists/,
    ],
    [
      'get',
      {},
      400,
      'INVALID_PARAMETER_VALUE',
      /^Missing value for required parameter 'experiment_id'/,
    ],
    [
      'get-by-name',
      { experiment_name: 'none' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      /^Could not find experiment with name 'none'/,
    ],
    ['get-by-name', {}, 400, 'INVALID_PARAMETER_VALUE', /'experiment_name'/],
  ])('a question for what is not there: %s %o', async (verb, fields, status, code, message) => {
    const answer = await get(verb, fields)
    expect([answer.status, answer.body.error_code]).toEqual([status, code])
    expect(answer.body.message).toMatch(message)
  })
})

describe('who may not', () => {
  it.each([
    ['reader', 'create', { name: 'mine' }],
    ['reader', 'set-experiment-tag', { key: 'a', value: 'b' }],
    ['reader', 'delete-experiment-tag', { key: 'a' }],
    ['approver', 'update', { new_name: 'mine' }],
    ['contributor', 'delete', {}],
    ['auditor', 'restore', {}],
  ] as const)('is told so and recorded: %s, %s', async (role, verb, fields) => {
    const experiment_id = await made(`of others: ${verb}`)
    const secret = await acme.secret(role, { scopes: ['read', 'write'] })
    const answer = await post(verb, { experiment_id, ...fields }, secret)
    expect([answer.status, answer.body.error_code]).toEqual([403, 'PERMISSION_DENIED'])
    expect(answer.body.message).toMatch(/^Needs the .* role/)
    const last = (await acme.events()).at(-1)
    expect([last?.outcome, last?.via]).toEqual(['refused', 'mlflow'])
  })

  it('finds nothing of another organization', async () => {
    const other = await hub.organization()
    const experiment_id = await made('ours')
    const secret = await other.secret('admin')
    const found = await get('get-by-name', { experiment_name: 'ours' }, secret)
    expect(found.status).toBe(404)
    expect((await get('get', { experiment_id }, secret)).status).toBe(404)
    expect((await post('delete', { experiment_id }, secret)).status).toBe(404)
  })
})
