import { HTTP } from 'cloudevents'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outbox, webhookDeliveries } from '@/db/schema/tables'
import { moveAlias, removeAlias } from '../aliases/move'
import { createComment } from '../comments/create'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { rollbackDeployment } from '../deployments/rollback'
import { approvedModel, deploymentOf, deploys } from '../deployments/testing'
import { newId } from '../ids'
import { createRecall } from '../lineage/recall'
import { updateModel } from '../models/update'
import { dealRound } from '../outbox/deal'
import { toldActions } from '../outbox/told'
import { requestReview } from '../reviews/request'
import { projectOf, ranJob } from '../runs/testing'
import { system } from '../system'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion, withdrawVersion } from '../versions/decide'
import { archiveVersion } from '../versions/life'
import { updateVersion } from '../versions/update'
import { createWebhook } from './create'
import { dealDeliveries } from './deal'
import { eventData, eventNameOf, eventNames, type WebhookEvent, webhookEvents } from './events'
import type { Message } from './message'
import { listDeliveries } from './queries'
import { removeWebhook } from './remove'
import { sendDue } from './sender'
import { allowLoopback, Receiver } from './testing'

let hub: TestHub
let acme: TestOrganization
let receiver: Receiver

beforeAll(async () => {
  hub = await testHub()
  allowLoopback()
  receiver = await Receiver.start()
})
beforeEach(async () => {
  acme = await hub.organization()
  await system((tx) => tx.delete(webhookDeliveries))
  await system((tx) => tx.delete(outbox))
  receiver.arrived.length = 0
})
afterAll(async () => {
  await receiver.close()
  await hub.close()
})

const ana = () => acme.as('contributor')
const ben = () => acme.as('approver')
const mia = () => acme.as('maintainer')
const made = (extra: object = {}) =>
  createWebhook(acme.as('admin'), { org: acme.slug, name: 'CI', url: receiver.url, ...extra })

/** Everything that was told so far, delivered; none of it says more than the guide does. */
async function delivered(): Promise<Message[]> {
  await dealRound({ dealDeliveries })
  while ((await sendDue()) > 0);
  const messages = receiver.arrived.splice(0).map(({ body }) => JSON.parse(body) as Message)
  for (const { type, data } of messages) {
    const name = type.replace(/^org\.modelhub\.(.*)\.v1$/, '$1') as WebhookEvent
    const known = [...eventData[name], 'url', 'actor']
    expect(Object.keys(data).filter((field) => !known.includes(field))).toEqual([])
  }
  return messages
}
const said = async () =>
  (await delivered()).map(({ type, subject }) => [type.split('.').slice(2, -1).join('.'), subject])

describe('a message', () => {
  it('is a CloudEvent that its library reads, with little in it and a link to the rest', async () => {
    await made()
    await modelOf(ana(), acme.slug, 'churn')
    const version = await registered(ana(), acme.slug, { model: 'churn', note: 'private words' })
    await dealRound({ dealDeliveries })
    await sendDue()
    const [arrived] = receiver.arrived
    const event = HTTP.toEvent({ headers: arrived?.headers ?? {}, body: arrived?.body ?? '' })
    expect(event).toMatchObject({
      id: arrived?.id,
      specversion: '1.0',
      type: 'org.modelhub.version.created.v1',
      source: `http://localhost:3000/${acme.slug}`,
      subject: 'model://churn/v1',
      datacontenttype: 'application/json',
      data: {
        model: 'churn',
        version: 1,
        digest: version.digest,
        state: 'pending',
        run: null,
        url: `http://localhost:3000/${acme.slug}/models/churn/versions/v1`,
        actor: { kind: 'person', id: acme.personId('contributor') },
      },
    })
    expect(arrived?.body).not.toContain('private words')
    const [told] = (await acme.events()).filter(({ action }) => action === 'version.register')
    expect(arrived?.id).toBe(told?.id)
  })

  it('tells of all that happens to a version', async () => {
    await made()
    await modelOf(ana(), acme.slug, 'churn')
    await registered(ana(), acme.slug, { model: 'churn' })
    const of = { org: acme.slug, model: 'churn', version: 1 }
    await requestReview(ana(), { ...of, version: 'v1', people: [acme.personId('approver')] })
    await updateVersion(ana(), { ...of, tags: ['best'] })
    // What nobody asked to hear of: the note, and tags that stay.
    await updateVersion(ana(), { ...of, note: 'New words', tags: ['best'] })
    await approveVersion(ben(), of)
    await moveAlias(mia(), { org: acme.slug, model: 'churn', alias: 'production', version: 1 })
    await createComment(ana(), { org: acme.slug, model: 'churn', version: 1, body: 'Look at @b' })
    await createRecall(mia(), { org: acme.slug, uri: 'model://churn/v1', reason: 'Bad data' })
    await removeAlias(mia(), { org: acme.slug, model: 'churn', alias: 'production' })
    await rejectVersion(ben(), { ...of, note: 'It drifts.' })
    await withdrawVersion(ben(), { ...of, note: 'By mistake.' })
    await archiveVersion(mia(), of)
    await updateModel(mia(), { org: acme.slug, model: 'churn', tags: ['credit'] })
    const messages = await delivered()
    const told = messages.map(({ type, subject, data }) => {
      const { url: _url, actor: _actor, digest: _digest, ...rest } = data
      return [type.split('.').slice(2, -1).join('.'), subject, rest]
    })
    const digest = messages[0]?.data.digest
    const v1 = { uri: 'model://churn/v1', version: 1, digest }
    const version = { model: 'churn', version: 1 }
    const [v, approver] = ['model://churn/v1', acme.personId('approver')]
    expect(told).toEqual([
      ['version.created', v, { ...version, state: 'pending', run: null }],
      ['review.requested', v, { ...version, people: [approver], teams: [] }],
      ['tags.changed', v, { ...version, tags: ['best'], added: ['best'], removed: [] }],
      [
        'version.state_changed',
        v,
        { ...version, state: 'approved', from: 'pending', to: 'approved' },
      ],
      ['model.latest_changed', 'model://churn/latest', { model: 'churn', from: null, to: v1 }],
      [
        'alias.moved',
        'model://churn/production',
        { model: 'churn', alias: 'production', from: null, to: v1 },
      ],
      ['comment.created', v, { model: 'churn', comment: expect.any(String), mentions: [] }],
      [
        'recall.created',
        v,
        {
          kind: 'version',
          recall: expect.any(String),
          affected: expect.objectContaining({ aliases: 1 }),
        },
      ],
      [
        'alias.moved',
        'model://churn/production',
        { model: 'churn', alias: 'production', from: v1, to: null },
      ],
      [
        'version.state_changed',
        v,
        { ...version, state: 'rejected', from: 'approved', to: 'rejected' },
      ],
      ['model.latest_changed', 'model://churn/latest', { model: 'churn', from: v1, to: null }],
      [
        'version.state_changed',
        v,
        { ...version, state: 'pending', from: 'rejected', to: 'pending' },
      ],
      ['version.state_changed', v, { ...version, life: 'archived', from: 'live', to: 'archived' }],
      [
        'tags.changed',
        'model://churn/',
        { model: 'churn', tags: ['credit'], added: ['credit'], removed: [] },
      ],
    ])
  })

  it('tells of deployments that change, in order, with what they serve', async () => {
    await made()
    await approvedModel(acme, 'churn', 2)
    await approvedModel(acme, 'fraud', 1)
    await deploymentOf(acme, 'checkout')
    await system((tx) => tx.delete(outbox))
    const mia = acme.as('maintainer')
    const at = { org: acme.slug, deployment: 'checkout' }
    await deploys(mia, acme.slug, 'checkout', { 'model://churn/v1': 100 })
    await deploys(mia, acme.slug, 'checkout', { 'model://churn/v2': 90, 'model://fraud/v1': 10 })
    await rollbackDeployment(mia, { ...at, to: 1, note: 'It was better.' })
    await dealRound({ dealDeliveries })
    const rows = await system((tx) => tx.select().from(webhookDeliveries))
    expect(new Set(rows.map(({ orderKey }) => orderKey)).size).toBe(1)
    const messages = await delivered()
    expect(messages).toMatchObject([
      {
        type: 'org.modelhub.deployment.revised.v1',
        subject: `/${acme.slug}/deployments/checkout`,
        data: {
          deployment: 'checkout',
          project: 'shop',
          kind: 'revise',
          revision: 1,
          target: 'production',
          variants: [
            {
              uri: 'model://churn/v1',
              weight: 100,
              digest: expect.stringMatching(/^sha256:/),
            },
          ],
          url: `http://localhost:3000/${acme.slug}/deployments/checkout`,
        },
      },
      { data: { revision: 2, variants: [{ weight: 90 }, { weight: 10 }] } },
      {
        type: 'org.modelhub.deployment.rolled_back.v1',
        data: { kind: 'rollback', revision: 3, rolledBackTo: 1 },
      },
    ])
    expect(JSON.stringify(messages)).not.toContain('It was better.')
  })

  it('tells of runs that end and of data', async () => {
    await made()
    const project = await projectOf(ana(), acme.slug, 'lab')
    await createDataset(ana(), { org: acme.slug, slug: 'pets', projects: [project] })
    await registerDatasetVersion(ana(), { org: acme.slug, dataset: 'pets', version: '2027 Q1' })
    const { run } = await ranJob(ana(), acme.slug, project, { outputs: {} })
    const messages = await delivered()
    expect(messages.map(({ subject, data }) => [subject, data])).toEqual([
      [
        'dataset://pets/2027%20Q1',
        expect.objectContaining({ dataset: 'pets', digest: expect.stringMatching(/^sha256:/) }),
      ],
      [`run://lab/${run}`, expect.objectContaining({ project: 'lab', state: 'completed' })],
    ])
  })
})

describe('a webhook', () => {
  it('hears of the events that it asked for and of no others', async () => {
    await made({ events: ['model.latest_changed', 'alias.moved'] })
    await modelOf(ana(), acme.slug, 'churn')
    await registered(ana(), acme.slug, { model: 'churn' })
    await approveVersion(ben(), { org: acme.slug, model: 'churn', version: 1 })
    expect(await said()).toEqual([['model.latest_changed', 'model://churn/latest']])
  })

  it('of a project hears of its models, runs and data alone', async () => {
    const project = await projectOf(ana(), acme.slug, 'lab')
    await projectOf(ana(), acme.slug, 'elsewhere')
    await modelOf(ana(), acme.slug, 'inside')
    await modelOf(ana(), acme.slug, 'outside')
    await updateModel(mia(), { org: acme.slug, model: 'inside', projects: [project] })
    await made({ project })
    await system((tx) => tx.delete(outbox))
    for (const model of ['inside', 'outside']) await registered(ana(), acme.slug, { model })
    await createRecall(mia(), { org: acme.slug, uri: 'model://inside/v1', reason: 'x' })
    await createRecall(mia(), { org: acme.slug, uri: 'model://outside/v1', reason: 'x' })
    await createDataset(ana(), { org: acme.slug, slug: 'mine', projects: [project] })
    await createDataset(ana(), { org: acme.slug, slug: 'theirs' })
    for (const dataset of ['mine', 'theirs'])
      await registerDatasetVersion(ana(), { org: acme.slug, dataset, version: 'v1' })
    await ranJob(ana(), acme.slug, 'lab', { outputs: {} })
    await ranJob(ana(), acme.slug, 'elsewhere', { outputs: {} })
    expect((await said()).sort()).toEqual([
      ['dataset_version.created', 'dataset://mine/v1'],
      ['recall.created', 'model://inside/v1'],
      ['run.finished', 'run://lab/1'],
      ['version.created', 'model://inside/v1'],
    ])
  })

  it('of a model hears of that model alone', async () => {
    await modelOf(ana(), acme.slug, 'mine')
    await modelOf(ana(), acme.slug, 'other')
    await made({ model: 'mine' })
    for (const model of ['mine', 'other']) await registered(ana(), acme.slug, { model })
    expect(await said()).toEqual([['version.created', 'model://mine/v1']])
  })

  it('hears nothing of another organization, and nothing once it is removed', async () => {
    const webhook = await made()
    const other = await hub.organization()
    await modelOf(other.as('contributor'), other.slug, 'theirs')
    await registered(other.as('contributor'), other.slug, { model: 'theirs' })
    expect(await said()).toEqual([])
    await removeWebhook(acme.as('admin'), { org: acme.slug, id: webhook.id })
    await modelOf(ana(), acme.slug, 'late')
    await registered(ana(), acme.slug, { model: 'late' })
    expect(await said()).toEqual([])
  })

  it('is told once of each, however often that is dealt out', async () => {
    const webhook = await made()
    await modelOf(ana(), acme.slug, 'churn')
    await registered(ana(), acme.slug, { model: 'churn' })
    const twice = async (...[tx, told]: Parameters<typeof dealDeliveries>) => {
      await dealDeliveries(tx, told)
      await dealDeliveries(tx, told)
    }
    await dealRound({ twice })
    const { items } = await listDeliveries(acme.as('admin'), { org: acme.slug, id: webhook.id })
    expect(items).toHaveLength(1)
  })

  it('hears of versions of one dataset in the order in which they were made', async () => {
    await made()
    await createDataset(ana(), { org: acme.slug, slug: 'pets' })
    for (const version of ['v1', 'v2'])
      await registerDatasetVersion(ana(), { org: acme.slug, dataset: 'pets', version })
    await dealRound({ dealDeliveries })
    const rows = await system((tx) => tx.select().from(webhookDeliveries))
    expect(new Set(rows.map(({ orderKey }) => orderKey)).size).toBe(1)
  })

  it('hears of a token that ends soon', async () => {
    await made()
    const body = { token: newId(), name: 'nightly', expiresAt: '2027-01-08T00:00:00.000Z' }
    await system((tx) =>
      tx.insert(outbox).values({
        ...{ id: newId(), organizationId: acme.id, what: 'token.expiring' },
        ...{ orderKey: newId(), body, at: new Date() },
      }),
    )
    expect(await delivered()).toMatchObject([
      {
        type: 'org.modelhub.token.expiring.v1',
        subject: `/${acme.slug}/settings/tokens`,
        data: { ...body, url: `http://localhost:3000/${acme.slug}/settings/tokens` },
      },
    ])
  })
})

it('every action that is told of has a name outside, and every name a meaning', () => {
  const names = [...toldActions, 'model.latest', 'token.expiring'].map(eventNameOf)
  expect(new Set(names)).toEqual(new Set(eventNames))
  for (const meaning of Object.values(webhookEvents)) expect(meaning).toMatch(/^.+\.$/)
})
