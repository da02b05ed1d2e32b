import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approvedModel, deploymentOf, deploys } from '../deployments/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { streamImpact } from './csv'
import { getImpact, getImpactPage } from './impact'
import { getLineage } from './queries'
import { createRecall } from './recall'
import { getModelUses, getUses } from './uses'

let hub: TestHub
let acme: TestOrganization
const rita = () => acme.as('reader')
const page = (deployment: string, revision: number) =>
  `/${acme.slug}/deployments/${deployment}/revisions/${revision}`

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  const { slug: org } = acme
  const mia = acme.as('maintainer')
  await approvedModel(acme, 'churn', 2)
  for (const name of ['checkout', 'mails']) await deploymentOf(acme, name)
  const [v1, v2] = ['model://churn/v1', 'model://churn/v2']
  await deploys(mia, org, 'checkout', { [v1]: 100 })
  await deploys(mia, org, 'checkout', { [v1]: 90, [v2]: 10 })
  await deploys(mia, org, 'mails', { [v1]: 100 })
  await deploys(mia, org, 'mails', { [v2]: 100 })
})
afterAll(() => hub.close())

describe('the revisions of a deployment', () => {
  it('stand in the lineage of a version, and the one in force is told from those before', async () => {
    const { nodes, edges } = await getLineage(rita(), {
      ...{ org: acme.slug, uri: 'model://churn/v1', direction: 'down' },
    })
    const revisions = nodes.filter(({ kind }) => kind === 'deployment_revision')
    expect(revisions.map(({ name, uri, state }) => [name, uri, state]).sort()).toEqual([
      ['checkout #1', page('checkout', 1), 'past'],
      ['checkout #2', page('checkout', 2), 'serving'],
      ['mails #1', page('mails', 1), 'past'],
    ])
    expect(new Set(edges.map(({ role }) => role))).toEqual(new Set(['deployed']))
  })

  it('lead back to what they were made of, by the path of their page', async () => {
    const { nodes } = await getLineage(rita(), {
      ...{ org: acme.slug, uri: page('checkout', 2), direction: 'up' },
    })
    expect(nodes.map(({ name }) => name).sort()).toEqual(['checkout #2', 'churn v1', 'churn v2'])
    for (const uri of [page('checkout', 9), page('none', 1), '/other/deployments/x/revisions/1'])
      await expect(getLineage(rita(), { org: acme.slug, uri })).rejects.toMatchObject({
        kind: 'not_found',
      })
  })
})

describe('what depends on a version', () => {
  const asked = () => ({ org: acme.slug, uri: 'model://churn/v1' })

  it('is each deployment once: those that serve it now first, those that did last', async () => {
    const { items } = await getImpact(rita(), asked())
    const mia = expect.objectContaining({ name: 'Mia' })
    expect(items).toEqual([
      {
        ...{ uri: `/${acme.slug}/deployments/checkout`, kind: 'deployment', state: 'serving' },
        owner: mia,
        path: [asked().uri, page('checkout', 2), `/${acme.slug}/deployments/checkout`],
      },
      {
        ...{ uri: `/${acme.slug}/deployments/mails`, kind: 'deployment', state: 'past' },
        owner: mia,
        path: [asked().uri, page('mails', 1), `/${acme.slug}/deployments/mails`],
      },
    ])
  })

  it('is the same page by page, counted, and as CSV', async () => {
    const first = await getImpact(rita(), { ...asked(), limit: 1 })
    const rest = await getImpact(rita(), {
      ...{ ...asked(), limit: 1 },
      cursor: first.nextCursor ?? '',
    })
    expect(rest.items.map(({ state }) => state)).toEqual(['past'])
    expect(await getImpactPage(rita(), asked())).toMatchObject({
      affected: { deployments: 1, pastDeployments: 1, versions: 0 },
      items: [{ url: `/${acme.slug}/deployments/checkout` }, { state: 'past' }],
    })
    const lines = []
    for await (const piece of await streamImpact(rita(), asked())) lines.push(piece)
    expect(lines.join('')).toContain(`deployment,/${acme.slug}/deployments/checkout,serving,Mia,`)
  })

  it('is warned of when the version is recalled, what serves it as well', async () => {
    const { slug: org } = acme
    const reason = 'Trained on the wrong labels.'
    await createRecall(acme.as('maintainer'), { org, uri: 'model://churn/v1', reason })
    const { items } = await getImpactPage(rita(), asked())
    expect(items.map(({ recalled }) => recalled)).toEqual([true, true])
  })
})

describe('where a version or a model serves', () => {
  it('is told beside the runs that took it: which deployment, how much of it, since when', async () => {
    const { slug: org } = acme
    const of = (uri: string) => getUses(rita(), { org, uri })
    expect(await of('model://churn/v2')).toEqual({
      runs: 0,
      stop: { ok: false, reason: expect.stringContaining('maintainer') },
      serving: [
        {
          ...{ deployment: 'checkout', project: 'shop', target: 'production', revision: 2 },
          ...{ version: 2, weight: 10, since: expect.any(String) },
        },
        expect.objectContaining({ deployment: 'mails', weight: 100 }),
      ],
    })
    expect((await of('model://churn/v1')).serving).toMatchObject([{ weight: 90 }])
    const { serving } = await getModelUses(rita(), { org, model: 'churn' })
    expect(serving.map(({ deployment, version }) => `${deployment} v${version}`)).toEqual([
      'checkout v2',
      'checkout v1',
      'mails v2',
    ])
  })
})
