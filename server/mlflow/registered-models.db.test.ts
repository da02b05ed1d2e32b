import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { restoreModel } from '@/lib/models/life'
import { getModel } from '@/lib/models/queries'
import { setOrganizationPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion, rejectVersion } from '@/lib/versions/decide'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let maintainer: string
let contributor: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await hub.organization()
  maintainer = await acme.secret('maintainer')
  contributor = await acme.secret('contributor')
})

type Fields = Record<string, unknown>

async function call(method: string, path: string, fields: Fields, token = maintainer) {
  const { status, body } = await callMlflow(
    ...([server, token, method, `/api/2.0/mlflow/registered-models/${path}`, fields] as const),
  )
  return { status, body }
}

const create = (name: string, fields: Fields = {}) => call('POST', 'create', { name, ...fields })

async function modelNow(name: string) {
  const { body } = await call('GET', 'get', { name })
  return body.registered_model as Record<string, unknown>
}

const refused = (status: number, error_code: string, message: unknown = expect.any(String)) => ({
  status,
  body: { error_code, message },
})
const invalid = (message: string) =>
  refused(400, 'INVALID_PARAMETER_VALUE', expect.stringContaining(message))
const absent = (name: string) =>
  refused(404, 'RESOURCE_DOES_NOT_EXIST', `Registered Model with name=${name} not found`)
const exists = (name: string) =>
  refused(400, 'RESOURCE_ALREADY_EXISTS', `Registered Model (name=${name}) already exists.`)

const versions = async (model: string, count: number) => {
  for (let n = 0; n < count; n++)
    await registered(acme.as('contributor'), acme.slug, { model, content: `weights ${n}` })
}
const at = (model: string, version: number) => ({ org: acme.slug, model, version })
const approve = (model: string, version: number) =>
  approveVersion(acme.as('approver'), at(model, version))

describe('creating a registered model', () => {
  it('makes a model of that name in the project of the address, with tags and card', async () => {
    const tags = [
      { key: 'team', value: 'risk' },
      { key: 'gpu', value: '' },
      { key: 'hub.approval', value: 'approved' },
      { key: 'team', value: 'fraud' },
    ]
    const { status, body } = await create('Churn Modell', { tags, description: 'For *Q1*.' })
    expect(status).toBe(200)
    expect(body.registered_model).toEqual({
      name: 'Churn Modell',
      creation_timestamp: expect.any(Number),
      last_updated_timestamp: expect.any(Number),
      user_id: 'Mia',
      description: 'For *Q1*.',
      latest_versions: [],
      tags: [
        { key: 'gpu', value: '' },
        { key: 'team', value: 'fraud' },
      ],
      aliases: [],
    })
    const made = await getModel(acme.as('reader'), { org: acme.slug, model: 'churn-modell' })
    expect(made).toMatchObject({
      ...{ registeredName: 'Churn Modell', name: 'Churn Modell', description: 'For *Q1*.' },
      ...{ projects: ['default'], tags: ['gpu'], tagValues: { team: 'fraud' } },
    })
    const event = (await acme.events()).at(-1)
    expect(event).toMatchObject({
      ...{ action: 'model.create', via: 'mlflow', outcome: 'done' },
      after: {
        registeredName: 'Churn Modell',
        tagValues: { team: expect.stringMatching(/^sha256:/) },
      },
    })
  })

  it.each(['a', 'Ä name, with @ & %', 'x'.repeat(256), 'latest', 'v1', '12', 'new', 'ünïcode ☃'])(
    'takes %s letter for letter',
    async (name) => {
      expect(await create(name)).toMatchObject({
        status: 200,
        body: { registered_model: { name } },
      })
      expect(await modelNow(name)).toMatchObject({ name })
    },
  )

  it.each([
    ['', "Missing value for required parameter 'name'"],
    ['  ', "Missing value for required parameter 'name'"],
    ['a/b', "Names cannot contain '/' or ':'"],
    ['a:b', "Names cannot contain '/' or ':'"],
    ['.', 'must not resolve to other names'],
    ['..', 'must not resolve to other names'],
    ['x'.repeat(257), "'name' exceeds the maximum length of 256 characters"],
    ['a\u0007b', 'no control character'],
  ])('refuses %j, and makes nothing', async (name, message) => {
    expect(await create(name)).toMatchObject(invalid(message))
    expect((await acme.events()).map(({ action }) => action)).not.toContain('model.create')
  })

  it('asks for a name', async () => {
    expect(await call('POST', 'create', {})).toMatchObject(
      invalid("Missing value for required parameter 'name'"),
    )
  })

  it.each([
    [[{ key: '../x', value: '' }], 'must not resolve'],
    [[{ key: 'a#b', value: '' }], 'Names may only contain alphanumerics'],
    [[{ key: 'k'.repeat(251), value: '' }], 'maximum length of 250'],
    [[{ key: 'k', value: 'v'.repeat(100_001) }], 'maximum length of 100000'],
    [[{ value: 'v' }], "parameter 'tags[0].key'"],
  ])('refuses tags that cannot be, and makes nothing (%#)', async (tags, message) => {
    expect(await create('churn', { tags })).toMatchObject(invalid(message))
    expect(await call('GET', 'get', { name: 'churn' })).toEqual(absent('churn'))
  })

  it('refuses a name that is there, whoever made it and wherever', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'churn')
    expect(await create('churn')).toEqual(exists('churn'))
    await create('Risk')
    expect(await create('Risk')).toEqual(exists('Risk'))
    expect(await create('risk')).toMatchObject({ status: 200 })
  })

  it('gives a name whose slug is taken the next one that is free', async () => {
    for (const name of ['Churn', 'churn', 'CHURN'])
      expect(await create(name)).toMatchObject({ status: 200 })
    const slugs = await Promise.all(
      ['churn', 'churn-2', 'churn-3'].map(
        async (model) => (await getModel(acme.as('reader'), { org: acme.slug, model })).name,
      ),
    )
    expect(slugs).toEqual(['Churn', 'churn', 'CHURN'])
  })

  it('makes one of twenty at once, and tells the others that it is there', async () => {
    await create('first')
    const answers = await Promise.all(Array.from({ length: 20 }, () => create('Fraud', {})))
    const made = answers.filter(({ status }) => status === 200)
    expect(made).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(answer).toEqual(exists('Fraud'))
  })

  it('refuses readers, and keeps that', async () => {
    await create('first')
    const reader = await acme.secret('reader')
    expect(await call('POST', 'create', { name: 'churn' }, reader)).toMatchObject(
      refused(403, 'PERMISSION_DENIED'),
    )
    expect((await acme.events()).at(-1)).toMatchObject({
      ...{ action: 'model.create', outcome: 'refused', via: 'mlflow' },
    })
  })
})

describe('what is done to a registered model', () => {
  const every: [string, string, Fields][] = [
    ['GET', 'get', {}],
    ['POST', 'get-latest-versions', {}],
    ['GET', 'get-latest-versions', {}],
    ['POST', 'rename', { new_name: 'x' }],
    ['PATCH', 'update', { description: 'x' }],
    ['DELETE', 'delete', {}],
    ['POST', 'set-tag', { key: 'a', value: 'b' }],
    ['DELETE', 'delete-tag', { key: 'a' }],
    ['POST', 'alias', { alias: 'a', version: '1' }],
    ['GET', 'alias', { alias: 'a' }],
    ['DELETE', 'alias', { alias: 'a' }],
  ]

  it.each(every)('is told that there is none: %s %s', async (method, path, fields) => {
    expect(await call(method, path, { name: 'Nothing', ...fields })).toEqual(absent('Nothing'))
  })

  it.each(every)('is told that a name is missing: %s %s', async (method, path, fields) => {
    expect(await call(method, path, fields)).toMatchObject(
      invalid("Missing value for required parameter 'name'"),
    )
  })

  it.each(every)('says nothing of models of others: %s %s', async (method, path, fields) => {
    await create('churn')
    const other = await hub.organization()
    const stranger = await other.secret('admin')
    expect(await call(method, path, { name: 'churn', ...fields }, stranger)).toEqual(
      absent('churn'),
    )
  })

  it.each(every.filter(([method, path]) => method !== 'GET' && path !== 'get-latest-versions'))(
    'needs more than reading: %s %s',
    async (method, path, fields) => {
      await create('churn')
      await versions('churn', 1)
      const reader = await acme.secret('reader')
      const asked = { name: 'churn', ...fields }
      expect(await call(method, path, asked, reader)).toMatchObject(
        refused(403, 'PERMISSION_DENIED'),
      )
      expect((await acme.events()).at(-1)).toMatchObject({ outcome: 'refused', via: 'mlflow' })
    },
  )

  it('renames it: the old name is free, and its slug still leads to it', async () => {
    await create('Churn')
    const { status, body } = await call('POST', 'rename', { name: 'Churn', new_name: 'Leavers' })
    expect([status, body.registered_model]).toMatchObject([200, { name: 'Leavers' }])
    expect(await call('GET', 'get', { name: 'Churn' })).toEqual(absent('Churn'))
    const { name } = await getModel(acme.as('reader'), { org: acme.slug, model: 'churn' })
    expect(name).toBe('Leavers')
    expect(await create('Churn')).toMatchObject({ status: 200 })
    const back = { name: 'Leavers', new_name: 'Churn' }
    expect(await call('POST', 'rename', back)).toEqual(exists('Churn'))
    const wrong = { name: 'Leavers', new_name: 'a/b' }
    expect(await call('POST', 'rename', wrong)).toMatchObject(invalid('Names cannot contain'))
    expect(await call('POST', 'rename', { ...back, new_name: '' })).toMatchObject(
      invalid("Missing value for required parameter 'new_name'"),
    )
    expect(await call('POST', 'rename', { ...back, new_name: 'Z' }, contributor)).toMatchObject(
      refused(403, 'PERMISSION_DENIED'),
    )
  })

  it('writes its description, and takes it away', async () => {
    await create('churn')
    await call('PATCH', 'update', { name: 'churn', description: 'Who leaves.' })
    expect(await modelNow('churn')).toMatchObject({ description: 'Who leaves.' })
    expect(await call('PATCH', 'update', { name: 'churn' })).toMatchObject({ status: 200 })
    expect(await modelNow('churn')).toMatchObject({ description: '' })
  })

  it('sets tags and removes them; what is like that already is fine', async () => {
    await create('churn')
    const tag = { name: 'churn', key: 'a.b/c d', value: 'x' }
    for (const _ of '12')
      expect(await call('POST', 'set-tag', tag)).toEqual({ status: 200, body: {} })
    await call('POST', 'set-tag', { name: 'churn', key: 'gpu', value: '' })
    expect(await modelNow('churn')).toMatchObject({
      tags: [
        { key: 'a.b/c d', value: 'x' },
        { key: 'gpu', value: '' },
      ],
    })
    await call('POST', 'set-tag', { name: 'churn', key: 'gpu', value: '4' })
    for (const _ of '12')
      expect(await call('DELETE', 'delete-tag', tag)).toEqual({ status: 200, body: {} })
    expect(await modelNow('churn')).toMatchObject({ tags: [{ key: 'gpu', value: '4' }] })
    const made = await getModel(acme.as('reader'), { org: acme.slug, model: 'churn' })
    expect([made.tags, made.tagValues]).toEqual([[], { gpu: '4' }])
    expect(await call('POST', 'set-tag', { ...tag, key: 'hub.x' })).toMatchObject(
      refused(403, 'PERMISSION_DENIED', 'hub.x is a tag of the hub itself. Nobody else writes it.'),
    )
    const set = (await acme.events()).filter(({ action }) => action === 'model.update')
    expect(set.filter(({ outcome }) => outcome === 'done')).toHaveLength(4)
  })

  it('deletes it with its aliases; the name is free, and numbers begin anew', async () => {
    await create('Churn')
    await versions('churn', 2)
    await call('POST', 'alias', { name: 'Churn', alias: 'champion', version: '1' })
    expect(await call('DELETE', 'delete', { name: 'Churn' })).toEqual({ status: 200, body: {} })
    expect(await call('GET', 'get', { name: 'Churn' })).toEqual(absent('Churn'))
    await create('Churn')
    await versions('churn-2', 1)
    expect(await modelNow('Churn')).toMatchObject({ latest_versions: [{ version: '1' }] })
    await expect(
      restoreModel(acme.as('maintainer'), { org: acme.slug, model: 'churn' }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      message:
        'MLflow clients call another model Churn by now. Rename that one there, and restore churn then.',
    })
  })

  it('does not delete what is approved', async () => {
    await create('churn')
    await versions('churn', 1)
    await approve('churn', 1)
    expect(await call('DELETE', 'delete', { name: 'churn' })).toMatchObject(
      refused(403, 'PERMISSION_DENIED', expect.stringContaining('is held by model://churn/latest')),
    )
    expect(await modelNow('churn')).toMatchObject({ name: 'churn' })
  })
})

describe('the newest versions', () => {
  const numbers = async (fields: Fields = {}, token = maintainer, method = 'POST') => {
    const { status, body } = await call(
      ...([method, 'get-latest-versions', { name: 'churn', ...fields }, token] as const),
    )
    const found = body.model_versions as { version: string; current_stage: string }[] | undefined
    return found ? found.map((one) => [one.version, one.current_stage]).sort() : { status, body }
  }

  beforeEach(async () => {
    await create('churn')
    await versions('churn', 5)
    await approve('churn', 1)
    await approve('churn', 3)
    await rejectVersion(acme.as('approver'), { ...at('churn', 2), note: 'Bad.' })
  })

  it('are one per stage', async () => {
    const all = [
      ['2', 'Archived'],
      ['3', 'Production'],
      ['5', 'None'],
    ]
    expect(await numbers()).toEqual(all)
    expect(await numbers({}, maintainer, 'GET')).toEqual(all)
    expect(await modelNow('churn')).toMatchObject({
      aliases: [{ alias: 'approved', version: '3' }],
    })
  })

  it.each([
    ['production', [['3', 'Production']]],
    ['PRODUCTION', [['3', 'Production']]],
    ['approved', [['3', 'Production']]],
    ['rejected', [['2', 'Archived']]],
    ['pending', [['5', 'None']]],
    ['Staging', []],
  ])('are of the stages that are asked for: %s', async (stage, expected) => {
    expect(await numbers({ stages: [stage] })).toEqual(expected)
    expect(await numbers({ stages: [stage] }, maintainer, 'GET')).toEqual(expected)
  })

  it('are of no stage that there is not', async () => {
    expect(await numbers({ stages: ['Prod'] })).toEqual(
      refused(
        400,
        'INVALID_PARAMETER_VALUE',
        'Invalid Model Version stage: Prod. Value must be one of None, Staging, Production, Archived.',
      ),
    )
  })

  it('are approved ones alone where the policy wants that, for lists and names', async () => {
    await call('POST', 'alias', { name: 'churn', alias: 'next', version: '5' })
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, approvedOnly: true })
    const reader = await acme.secret('reader')
    expect(await numbers({}, reader)).toEqual([['3', 'Production']])
    const named = (alias: string) => call('GET', 'alias', { name: 'churn', alias }, reader)
    expect(await named('next')).toMatchObject(
      refused(403, 'PERMISSION_DENIED', expect.stringContaining('lets only approved versions')),
    )
    expect((await acme.events()).at(-1)).toMatchObject({ outcome: 'refused', via: 'mlflow' })
    for (const alias of ['latest', 'approved'])
      expect(await named(alias)).toMatchObject({ body: { model_version: { version: '3' } } })
  })
})

describe('aliases', () => {
  beforeEach(async () => {
    await create('churn')
    await versions('churn', 2)
  })
  const set = (alias: string, version: unknown, token = maintainer) =>
    call('POST', 'alias', { name: 'churn', alias, version }, token)
  const get = (alias: string) => call('GET', 'alias', { name: 'churn', alias })
  const drop = (alias: string) => call('DELETE', 'alias', { name: 'churn', alias })

  it.each(['champion', 'Champion', 'a_b-C', '-x', 'x'.repeat(255)])(
    'are set, moved, found and removed: %s',
    async (alias) => {
      expect(await set(alias, '1')).toEqual({ status: 200, body: {} })
      expect(await set(alias, 2)).toEqual({ status: 200, body: {} })
      expect(await get(alias)).toMatchObject({
        status: 200,
        body: { model_version: { version: '2', aliases: [alias] } },
      })
      expect(await modelNow('churn')).toMatchObject({ aliases: [{ alias, version: '2' }] })
      for (const _ of '12') expect(await drop(alias)).toEqual({ status: 200, body: {} })
      expect(await get(alias)).toEqual(
        refused(400, 'INVALID_PARAMETER_VALUE', `Registered model alias ${alias} not found.`),
      )
    },
  )

  it.each([
    ['', 'Registered model alias name cannot be empty.'],
    ['latest', "'latest' alias name (case insensitive) is reserved."],
    ['LATEST', "'latest' alias name (case insensitive) is reserved."],
    ['v3', "Version alias name 'v3' is reserved."],
    ['V3', "Version alias name 'V3' is reserved."],
    ['3', 'reserved'],
    ['approved', 'approved is reserved'],
    ['newest', 'newest is reserved'],
    ['a b', 'letters, digits'],
    ['a/b', 'letters, digits'],
    ['x'.repeat(256), '1 to 255'],
  ])('are not called %j', async (alias, message) => {
    expect(await set(alias, '1')).toMatchObject(invalid(message))
  })

  it.each([
    ['9', 404, 'Model Version (name=churn, version=9) not found'],
    ['0', 404, 'Model Version (name=churn, version=0) not found'],
    ['99999999999', 404, 'Model Version (name=churn, version=99999999999) not found'],
    ['x', 400, "Parameter 'version' must be an integer, got 'x'."],
    ['1.5', 400, "Parameter 'version' must be an integer, got '1.5'."],
  ])('lead to a version that is there: %s', async (version, status, message) => {
    expect(await set('champion', version)).toMatchObject({ status, body: { message } })
  })

  it('latest means the highest number, and approved what is approved', async () => {
    expect(await get('approved')).toMatchObject(invalid('alias approved not found'))
    await approve('churn', 1)
    expect(await get('latest')).toMatchObject({ body: { model_version: { version: '2' } } })
    expect(await get('Latest')).toMatchObject({ body: { model_version: { version: '2' } } })
    expect(await get('approved')).toMatchObject({
      body: { model_version: { version: '1', aliases: ['approved'] } },
    })
  })

  it('that are protected obey the policy, in its own sentence', async () => {
    await setOrganizationPolicy(acme.as('admin'), {
      org: acme.slug,
      protectedAliases: ['champion'],
    })
    expect(await set('champion', '1')).toMatchObject(
      refused(
        403,
        'PERMISSION_DENIED',
        'champion is protected: it leads to approved versions only, and v1 is pending.',
      ),
    )
    await approve('churn', 1)
    expect(await set('champion', '1')).toEqual({ status: 200, body: {} })
  })

  it('need the maintainer', async () => {
    expect(await set('champion', '1', contributor)).toMatchObject(
      refused(403, 'PERMISSION_DENIED', expect.stringContaining('Needs the maintainer role')),
    )
  })

  it('that are followed are noted as a use', async () => {
    await set('champion', '1')
    await get('champion')
    expect((await acme.events()).at(-1)).toMatchObject({
      ...{ action: 'version.use', via: 'mlflow', after: { how: 'resolve' } },
      subject: { uri: 'model://churn/v1' },
    })
  })
})
