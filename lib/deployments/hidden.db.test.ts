import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportActivity, exportFormats } from '../activity/export'
import { getEvent, listActivity } from '../activity/queries'
import type { Ctx } from '../actor'
import { writeEvent } from '../audit/event'
import { getDeploymentThen } from '../history/deployments'
import { getInUse } from '../history/in-use'
import { listHappenings } from '../history/timeline'
import { createRecall } from '../lineage/recall'
import { createModel } from '../models/create'
import { updateModel } from '../models/update'
import { setModelPolicy } from '../policies/set'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { overrideVersion } from '../versions/override'
import { findDeployment } from './find'
import { followAll } from './follow'
import { getDeployment, listRevisions } from './queries'
import { stopDeployment } from './stop'
import { approvedModel, deploymentOf, deploys } from './testing'
import { updateDeployment } from './update'

let hub: TestHub
let acme: TestOrganization
const ada = () => acme.as('admin')
const at = (deployment: string) => ({ org: acme.slug, deployment })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'churn', 1)
})
afterAll(() => hub.close())

describe('what the hub says of a deployment that serves a model which the caller may not see', () => {
  it('names no such model, in no note, now, then, or of another model', async () => {
    await restricted('secret')
    await deploymentOf(acme, 'mixed', { follows: true })
    const split = { 'model://churn/v1': 90, 'model://secret/latest': 10 }
    await deploys(ada(), acme.slug, 'mixed', split)
    await another('secret')
    expect(await followAll()).toBe(1)
    const note = 'model://secret/latest moved from v1 to v2'
    const whole = await everywhere(ada(), 'mixed')
    expect(whole.match(new RegExp(note, 'g'))).toHaveLength(7)
    const told = await everywhere(acme.as('reader'), 'mixed')
    expect(told).not.toContain('secret')
    expect(told).toContain('on with it')
  })

  it('does not say by name why it could not follow', async () => {
    for (const version of ['v1', 'v2'])
      await createRecall(ada(), { ...recall(`model://secret/${version}`), reason: 'bad' })
    await followAll()
    expect((await getDeployment(ada(), at('mixed'))).followProblem).toContain('secret')
    const { followProblem } = await getDeployment(acme.as('reader'), at('mixed'))
    expect(followProblem).toMatch(/may not see/)
    expect(followProblem).not.toContain('secret')
    const { rows } = await hub.database.read.execute<{ slug: string }>(
      `
      select m.slug from audit_events e join models m on m.id = e.model_id
      where e.action = 'deployment.follow' and e.outcome = 'refused'` as never,
    )
    expect(rows).toEqual([{ slug: 'secret' }])
  })

  it('does not name a version that was stopped because it was recalled', async () => {
    await restricted('hushed')
    await deploymentOf(acme, 'stopping')
    const split = { 'model://churn/v1': 90, 'model://hushed/v1': 10 }
    await deploys(ada(), acme.slug, 'stopping', split)
    await createRecall(ada(), { ...recall('model://hushed/v1'), reason: 'bad', stop: true })
    expect(await everywhere(ada(), 'stopping')).toContain('model://hushed/v1 was recalled')
    expect(await everywhere(acme.as('reader'), 'stopping')).not.toContain('hushed')
  })
})

describe('the log of a deployment that serves models of which the caller sees one', () => {
  const log = async (ctx: Ctx, name: string) => {
    const org = acme.slug
    const { items } = await listActivity(ctx, { org, model: name, limit: 50 })
    const ids = items.filter(({ subject }) => subject.kind === 'deployment').map(({ id }) => id)
    const files = await Promise.all(
      exportFormats.map(async (format) => {
        const pieces = await exportActivity(ctx, { org, model: name, format })
        let text = ''
        for await (const piece of pieces) text += piece
        return text
      }),
    )
    const details = await Promise.all(ids.map((event) => getEvent(ctx, { org, event })))
    return { items, details, text: JSON.stringify([items, details, files]) }
  }

  it('tells nothing of the other, in lists, on the page of the event, and in files', async () => {
    await restricted('apple')
    await restricted('birch')
    await deploymentOf(acme, 'both', { follows: true })
    await deploys(ada(), acme.slug, 'both', { 'model://apple/v1': 90, 'model://birch/latest': 10 })
    await another('birch')
    expect(await followAll()).toBe(1)
    const { rows } = await hub.database.read.execute<{ id: string }>(
      `select id from models where slug = 'apple'` as never,
    )
    const limited = await acme.token('admin', { modelIds: [rows[0]?.id ?? ''] })
    const told = await log(limited, 'apple')
    expect(told.text).not.toMatch(/birch/)
    expect(told.details).toMatchObject([
      { action: 'deployment.follow', note: null, body: null, after: { hidden: 1 } },
      { body: null, after: { hidden: 1, variants: [{ uri: 'model://apple/v1', weight: 90 }] } },
    ])
    const whole = await log(acme.as('auditor'), 'apple')
    expect(whole.details).toMatchObject([
      { note: expect.stringContaining('birch'), body: expect.stringContaining('birch') },
      { after: { variants: [{ model: 'apple' }, { model: 'birch' }] } },
    ])
  })

  it('tells nothing of a model that became restricted afterwards, to whoever did it either', async () => {
    await approvedModel(acme, 'later', 1)
    await deploymentOf(acme, 'pair')
    const mia = acme.as('maintainer')
    await deploys(mia, acme.slug, 'pair', { 'model://churn/v1': 90, 'model://later/v1': 10 })
    const mine = async () => {
      const asked = { org: acme.slug, actor: 'me', action: 'deployment.revise', limit: 1 }
      return (await listActivity(mia, asked)).items[0]
    }
    expect(JSON.stringify(await mine())).toContain('later')
    await updateModel(ada(), { org: acme.slug, model: 'later', accessMode: 'restricted' })
    expect(JSON.stringify(await mine())).not.toContain('later')
    expect(await mine()).toMatchObject({ after: { hidden: 1, variants: [{ model: 'churn' }] } })
  })
})

describe('whoever does not see all that a deployment serves', () => {
  const mia = () => acme.as('maintainer')
  const unseen = { kind: 'forbidden', message: expect.stringContaining('may not see') }

  it('lets the hub follow nothing, and may end that it does', async () => {
    await restricted('veiled')
    await deploymentOf(acme, 'led')
    await deploys(ada(), acme.slug, 'led', { 'model://veiled/latest': 100 })
    await another('veiled')
    const follows = (ctx: Ctx, follows: boolean) => updateDeployment(ctx, { ...at('led'), follows })
    await expect(follows(mia(), true)).rejects.toMatchObject(unseen)
    await followAll()
    expect(await getDeployment(ada(), at('led'))).toMatchObject({ follows: false, revision: 1 })
    expect(await follows(ada(), true)).toMatchObject({ follows: true })
    expect(await follows(mia(), false)).toMatchObject({ follows: false })
  })

  it('gives none of it more traffic by stopping the rest', async () => {
    await restricted('masked')
    await approvedModel(acme, 'plain', 2)
    await deploymentOf(acme, 'part')
    const split = { 'model://masked/v1': 10, 'model://plain/v1': 10, 'model://plain/v2': 80 }
    await deploys(ada(), acme.slug, 'part', split)
    const versions = ['model://plain/v2']
    await expect(stopDeployment(mia(), { ...at('part'), versions })).rejects.toMatchObject(unseen)
    expect(await getDeployment(ada(), at('part'))).toMatchObject({ revision: 1 })
    expect(await stopDeployment(ada(), { ...at('part'), versions })).toMatchObject({ revision: 2 })
  })
})

it('follows nothing where another revision, of other models, came while it waited', async () => {
  await approvedModel(acme, 'early', 2)
  await approvedModel(acme, 'fresh', 2)
  await deploymentOf(acme, 'raced', { follows: true })
  const mia = acme.as('maintainer')
  await deploys(mia, acme.slug, 'raced', { 'model://early/latest': 100 })
  const late = await registered(acme.as('contributor'), acme.slug, {
    model: 'early',
    content: 'late',
  })
  await approveVersion(acme.as('approver'), {
    org: acme.slug,
    model: 'early',
    version: late.version,
  })
  const { deployment, event } = await findDeployment(hub.database.read, mia, at('raced'))
  let following: Promise<number> | undefined
  await hub.database.write.transaction(async (tx) => {
    await tx.execute(sql`select 1 from deployments where id = ${deployment.id} for update`)
    following = followAll()
    await expect.poll(waiting).toBeGreaterThan(0)
    // As a revision of another model does it.
    const id = '01900000-0000-7000-8000-000000000001'
    await tx.execute(sql`insert into deployment_revisions
        (id, organization_id, deployment_id, number, kind, target, salt, event_id, created_at)
      values (${id}, ${acme.id}, ${deployment.id}, 2, 'revise', 'production', 'raced', ${id}, now())`)
    await tx.execute(sql`insert into deployment_variants
        (revision_id, position, name, asked, model_id, version_id, digest, weight)
      select ${id}, 0, 'v1', 'model://fresh/latest', v.model_id, v.id, v.manifest_digest, 100
      from versions v join models m on m.id = v.model_id where m.slug = 'fresh' and v.number = 1`)
    await writeEvent(tx, mia, {
      ...{ action: 'deployment.revise', subject: event, outcome: 'done' },
      ...{ before: null, after: null },
    })
    await tx.execute(sql`update deployments set revision = 2, current_revision_id = ${id}
      where id = ${deployment.id}`)
  })
  expect(await following).toBe(0)
  expect(await getDeployment(mia, at('raced'))).toMatchObject({ revision: 2, followProblem: null })
  expect(await followAll()).toBe(1)
})

const recall = (uri: string) => ({ org: acme.slug, uri })

/** All that a caller reads of a deployment, and of the model that they see in it. */
async function everywhere(ctx: Ctx, name: string): Promise<string> {
  const { updatedAt } = await getDeployment(ctx, at(name))
  const moment = new Date(Date.parse(updatedAt) + 1).toISOString()
  await expect.poll(() => new Date().toISOString() > moment).toBe(true)
  const then = { org: acme.slug, at: moment }
  const said = await Promise.all([
    getDeployment(ctx, at(name)),
    listRevisions(ctx, at(name)),
    getDeploymentThen(ctx, { ...then, deployment: name }),
    getInUse(ctx, { ...then, model: 'churn' }),
    listHappenings(ctx, { org: acme.slug, model: 'churn' }),
  ])
  return JSON.stringify(said)
}

async function waiting(): Promise<number> {
  const { rows } = await hub.database.read.execute<{ n: number }>(sql`
    select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`)
  return rows[0]?.n ?? 0
}

async function restricted(model: string) {
  await createModel(ada(), { org: acme.slug, name: model, accessMode: 'restricted' })
  const policy = { fourEyes: false, exclude: ['recalled' as const] }
  await setModelPolicy(ada(), { org: acme.slug, model, ...policy })
  await another(model)
}

async function another(model: string) {
  const { version } = await registered(ada(), acme.slug, {
    ...{ model, content: `${model} ${Math.random()}` },
  })
  await overrideVersion(ada(), { org: acme.slug, model, version, note: 'in a hurry' })
}
