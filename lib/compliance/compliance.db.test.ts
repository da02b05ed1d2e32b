import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { moveAlias, removeAlias } from '../aliases/move'
import { sealRound } from '../audit/log/seal'
import { createComment } from '../comments/create'
import { datasetOf, trained } from '../life/testing'
import { createRecall } from '../lineage/recall'
import { updateModel } from '../models/update'
import { setModelPolicy } from '../policies/set'
import { createProject } from '../projects/create'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion, withdrawVersion } from '../versions/decide'
import { archiveVersion, restoreVersion } from '../versions/life'
import { noteUse } from '../versions/use'
import { getCompliance } from './queries'

let hub: TestHub
let acme: TestOrganization
let org: string
let ana: Ctx
let ben: Ctx
let mia: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
  ana = acme.as('contributor')
  ben = acme.as('approver')
  mia = acme.as('maintainer')
  await createProject(ana, { org, name: 'Lab', slug: 'lab' })
})
afterAll(() => hub.close())

const of = (model: string, version = 1, ctx = acme.as('reader')) =>
  getCompliance(ctx, { org, model, version })
const codesOf = (told: Awaited<ReturnType<typeof of>>) => told.gaps.map(({ code }) => code)

describe('what answers for a version', () => {
  it('tells who trained it on what, who decided on what evidence, where it went, each with its place in the log', async () => {
    await datasetOf(ana, org, 'pets')
    await modelOf(ana, org, 'vet')
    await trained(ana, org, {
      project: 'lab',
      model: 'vet',
      content: 'weights of vet',
      inputs: ['dataset://pets/v1'],
    })
    await setModelPolicy(acme.as('admin'), { org, model: 'vet', note: 'first', validDays: 30 })
    await approveVersion(ben, { org, model: 'vet', version: 1, note: 'Looks right.' })
    await moveAlias(mia, { org, model: 'vet', alias: 'live', version: 1 })
    await removeAlias(mia, { org, model: 'vet', alias: 'live' })
    await createRun(ana, { org, project: 'lab', inputs: [{ name: 'm', uri: 'model://vet/v1' }] })
    const token = await acme.token('contributor')
    for (let n = 0; n < 3; n++)
      await noteUse(token, { org, model: 'vet', version: 1, how: 'resolve' })
    await archiveVersion(mia, { org, model: 'vet', version: 1, force: true })
    await restoreVersion(mia, { org, model: 'vet', version: 1 })
    await createComment(ben, { org, model: 'vet', version: 1, body: 'Hm' })
    await createRecall(mia, { org, uri: 'dataset://pets/v1', reason: 'Wrong labels.' })
    await sealRound()
    const told = await of('vet')
    const place = { index: expect.any(Number), proof: expect.stringMatching(/proof\?index=\d+$/) }
    expect(told).toMatchObject({
      version: {
        uri: 'model://vet/v1',
        state: 'approved',
        digest: expect.any(String),
      },
      registration: { by: { name: 'Ana' }, via: 'web', event: place },
      made: {
        uri: 'run://lab/1',
        by: { name: 'Ana' },
        state: 'completed',
        event: place,
        inputs: [
          {
            uri: 'dataset://pets/v1',
            digest: expect.any(String),
            kind: 'dataset_version',
            recalled: true,
          },
        ],
      },
      policy: [{ scope: 'model', revision: 1 }],
      decisions: [
        {
          verdict: 'approve',
          by: { name: 'Ben' },
          note: 'Looks right.',
          ownWork: false,
          override: false,
          expired: false,
          policy: [{ scope: 'model', revision: 1, digest: expect.stringMatching(/^sha256:/) }],
          gates: [],
          validUntil: expect.any(String),
          event: place,
        },
      ],
      aliases: [
        {
          alias: 'live',
          from: expect.any(String),
          to: expect.any(String),
          by: { name: 'Mia' },
          event: place,
        },
      ],
      runs: [{ uri: 'run://lab/2', by: { name: 'Ana' }, event: place }],
      runCount: 1,
      uses: [{ by: { kind: 'token' }, count: 3, event: place, lastEvent: place }],
      recalls: [{ uri: expect.stringContaining('pets'), reason: 'Wrong labels.', liftedAt: null }],
      comments: 1,
      checkpoint: { size: expect.any(Number), head: expect.stringMatching(/^[0-9a-f]{16}$/) },
    })
    expect(told.life.map(({ action }) => action)).toEqual(['version.archive', 'version.restore'])
    expect(codesOf(told)).toEqual(['no_metrics', 'no_code', 'no_environment', 'recalled'])
  })

  it('says what nobody can say of one that no run made', async () => {
    await modelOf(ana, org, 'bare')
    await registered(ana, org, { model: 'bare' })
    const told = await of('bare')
    expect(told).toMatchObject({ made: null, decisions: [], aliases: [], runs: [], uses: [] })
    expect(told.gaps).toContainEqual({
      code: 'no_run',
      message: expect.stringContaining('nobody can say which code made it'),
    })
    expect(codesOf(told)).toContain('undecided')
  })

  it('keeps what gates saw with each decision, and every decision', async () => {
    await modelOf(ana, org, 'gated')
    await registered(ana, org, { model: 'gated', metrics: { accuracy: 0.9 } })
    const gates = [{ name: 'good enough', cel: 'metrics.accuracy >= 0.5' }]
    await setModelPolicy(acme.as('admin'), { org, model: 'gated', gates })
    await approveVersion(ben, { org, model: 'gated', version: 1, note: 'first' })
    await withdrawVersion(ben, { org, model: 'gated', version: 1, note: 'oh' })
    await rejectVersion(ben, { org, model: 'gated', version: 1, note: 'no' })
    const { decisions } = await of('gated')
    expect(decisions.map(({ verdict, note }) => [verdict, note])).toEqual([
      ['reject', 'no'],
      ['withdraw', 'oh'],
      ['approve', 'first'],
    ])
    expect(decisions[2]?.gates).toMatchObject([
      { name: 'good enough', candidate: 0.9, result: 'pass' },
    ])
    expect(new Set(decisions.map(({ event }) => event?.id)).size).toBe(3)
  })

  it('finds the events of decisions that do not name theirs, and says that no checks were kept', async () => {
    await modelOf(ana, org, 'old')
    await registered(ana, org, { model: 'old' })
    await approveVersion(ben, { org, model: 'old', version: 1, note: 'x' })
    const { Client } = await import('pg')
    const owner = new Client({ connectionString: hub.ownerUrl })
    await owner.connect()
    await owner.query('alter table decisions disable trigger user')
    await owner.query(`update decisions set event_id = null, checks = null, policy = null
      where version_id = (select v.id from versions v join models m on m.id = v.model_id where m.slug = 'old')`)
    await owner.query('alter table decisions enable trigger user')
    await owner.end()
    const told = await of('old')
    expect(told.decisions).toMatchObject([
      { policy: null, gates: null, evidence: null, event: { id: expect.any(String) } },
    ])
    expect(codesOf(told)).toContain('no_checks')
  })

  it('leaves out inputs that the caller may not see, and says that there are some', async () => {
    await modelOf(ana, org, 'secret')
    await registered(ana, org, { model: 'secret' })
    await modelOf(ana, org, 'derived')
    const inputs = ['model://secret/v1']
    await trained(ana, org, { project: 'lab', model: 'derived', content: 'd', inputs })
    await updateModel(mia, { org, model: 'secret', accessMode: 'restricted' })
    const told = await of('derived')
    expect(told.made).toMatchObject({ inputs: [], hiddenInputs: 1 })
    expect(codesOf(told)).toContain('hidden_data')
    expect(JSON.stringify(told)).not.toContain('secret')
    await expect(of('secret')).rejects.toMatchObject({ kind: 'not_found' })
    expect((await of('derived', 1, acme.as('admin'))).made?.inputs).toHaveLength(1)
  })

  it('asks the same few things however much happened', async () => {
    const few = await queriesOf(() => of('bare'))
    const { run } = await createRun(ana, {
      org,
      project: 'lab',
      inputs: [{ name: 'm', uri: 'model://bare/v1' }],
    })
    await finishRun(ana, { org, project: 'lab', run, state: 'completed' })
    for (const alias of ['a', 'b', 'c'])
      await moveAlias(mia, { org, model: 'bare', alias, version: 1 })
    expect(await queriesOf(() => of('bare'))).toBe(few)
  })

  it('is of nobody else', async () => {
    const stranger = (await hub.organization()).as('admin')
    await expect(of('vet', 1, stranger)).rejects.toMatchObject({ kind: 'not_found' })
    await expect(of('vet', 9)).rejects.toMatchObject({ kind: 'not_found' })
  })
})
