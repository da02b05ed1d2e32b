import { moveAlias } from '../aliases/move'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { createRecall } from '../lineage/recall'
import { createModel } from '../models/create'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { logMetrics } from '../runs/metrics'
import { recordOutput } from '../runs/outputs'
import { projectOf } from '../runs/testing'
import type { TestOrganization } from '../testing/hub'
import { uploaded } from '../testing/registry'
import { approveVersion, rejectVersion } from '../versions/decide'
import { archiveVersion } from '../versions/life'
import { registerVersion } from '../versions/register'

/**
 * Something to search in. Ana registers `churn` v1 approved, v2 rejected, v3 pending and v4 archived, in the
 * project growth; Mia `credit-score` v1 approved, and `atlas` without versions; Ada the restricted
 * `hidden-gem` v1. Runs growth/1 took dataset://rows/v1 and made churn v1, growth/2 took churn v1.
 */
export async function searchable(acme: TestOrganization): Promise<void> {
  const org = acme.slug
  const [ana, mia, ben, ada] = (['contributor', 'maintainer', 'approver', 'admin'] as const).map(
    (role) => on(acme, role, '2026-01-05'),
  ) as [Ctx, Ctx, Ctx, Ctx]
  await projectOf(ana, org, 'growth')
  await projectOf(ana, org, 'risk')
  await createDataset(ana, { org, slug: 'rows' })
  const file = { name: 'rows.csv', sha256: await uploaded(ana, org, 'rows') }
  for (const version of ['v1', 'v2'])
    await registerDatasetVersion(ana, { org, dataset: 'rows', version, files: [file] })

  await createModel(ana, {
    org,
    name: 'Churn',
    slug: 'churn',
    projects: ['growth'],
    tags: ['tabular', 'team/growth'],
    description: 'Tells which customers leave.',
  })
  const inputs = [{ name: 'rows', uri: 'dataset://rows/v1' }]
  const image = 'python:3.12'
  const first = await createRun(ana, {
    ...{ org, project: 'growth', step: 'train', command: 'python train.py', inputs, image },
    params: { depth: 6, optimizer: 'adam' },
    commit: { id: '3f2a9c1d00' },
    tags: ['baseline'],
  })
  const time = new Date('2026-01-05T12:00:00Z').toISOString()
  await logMetrics(ana, {
    ...{ org, project: 'growth', run: first.run },
    events: [{ time, values: { accuracy: 0.95, loss: 0.1 } }],
  })
  const made = { org, model: 'churn' }
  const weights = async (ctx: Ctx, content: string) => [
    { name: 'model.bin', sha256: await uploaded(ctx, org, content) },
  ]
  const [w] = await weights(ana, 'w')
  if (w) await recordOutput(ana, { org, project: 'growth', run: first.run, ...w })
  await registerVersion(ana, {
    ...made,
    run: first.uri,
    files: await weights(ana, 'w'),
    tags: ['prod'],
  })
  await approveVersion(ben, { ...made, version: 1 })
  // After the decision, which is stale from the end of the run on.
  await logMetrics(ana, {
    org,
    project: 'growth',
    run: first.run,
    events: [{ time, values: { f1: 1 } }],
  })
  await finishRun(on(acme, 'contributor', '2026-01-06'), {
    ...{ org, project: 'growth', run: first.run, state: 'completed', exitCode: 0, sidecars: {} },
  })
  const later = on(acme, 'contributor', '2026-02-01')
  await registerVersion(later, {
    ...made,
    metrics: { accuracy: 0.8, loss: 'NaN' },
    params: { depth: 9, optimizer: 'sgd' },
    note: 'Trained on the wrong labels, do not use',
    files: await weights(later, 'more weights'),
  })
  await registerVersion(on(acme, 'contributor', '2026-03-01'), {
    ...made,
    metrics: { 'val/acc 1': 0.5 },
    tags: ['prod-eu'],
  })
  await registerVersion(ana, { ...made, metrics: { accuracy: 0.7 } })
  await archiveVersion(mia, { ...made, version: 4 })
  await rejectVersion(ben, { ...made, version: 2, note: 'no' })
  await moveAlias(mia, { ...made, alias: 'production', version: 1 })

  await createModel(mia, { org, name: 'Credit Score', slug: 'credit-score', projects: ['risk'] })
  await registerVersion(mia, { org, model: 'credit-score', metrics: { accuracy: 0.9 } })
  await approveVersion(ben, { org, model: 'credit-score', version: 1 })
  await createModel(mia, { org, name: 'Atlas', slug: 'atlas', description: '100% of maps_of x' })
  await createModel(ada, {
    ...{ org, name: 'Hidden Gem', slug: 'hidden-gem', accessMode: 'restricted', tags: ['vault'] },
    description: 'Nobody knows of the zanzibar plan.',
  })
  await registerVersion(ada, {
    ...{ org, model: 'hidden-gem', metrics: { accuracy: 0.99, glitter: 1 }, tags: ['vault-1'] },
    note: 'A secretive note',
  })
  const inference = [{ name: 'model', uri: 'model://churn/v1' }]
  await createRun(on(acme, 'maintainer', '2026-04-01'), {
    ...{ org, project: 'growth', step: 'infer', inputs: inference },
  })
  const gem = [{ name: 'gem', uri: 'model://hidden-gem/v1' }]
  await createRun(ada, { org, project: 'risk', step: 'polish', inputs: gem })
  await createRecall(mia, { org, uri: 'dataset://rows/v1', reason: 'Labels swapped.' })
}

type Ctx = ReturnType<TestOrganization['as']>

/** The person of a role at noon of a day. */
export function on(
  acme: TestOrganization,
  role: Parameters<TestOrganization['as']>[0],
  day: string,
) {
  return { ...acme.as(role), now: () => new Date(`${day}T12:00:00Z`) }
}
