import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { moveAlias, removeAlias } from '../aliases/move'
import { updateModel } from '../models/update'
import { deleteProject } from '../projects/life'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { logMetrics } from '../runs/metrics'
import { recordOutput } from '../runs/outputs'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, uploaded } from '../testing/registry'
import { approveVersion, withdrawVersion } from '../versions/decide'
import { archiveVersion, deleteVersion, restoreVersion } from '../versions/life'
import { registerVersion } from '../versions/register'
import { updateVersion } from '../versions/update'
import { createComment } from './create'
import { deleteComment } from './delete'
import { getModelTimeline, getVersionTimeline, type TimelineItem } from './timeline'

let hub: TestHub
let acme: TestOrganization
let org: string
let mia: Ctx
let ana: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
  mia = acme.as('maintainer')
  ana = acme.as('contributor')
})
afterAll(() => hub.close())

/** A line as a person might read it. */
function line(item: TimelineItem): string {
  const who = item.kind === 'comment' ? item.comment.author.name : item.by.name
  if (item.kind === 'comment')
    return `${who}: ${item.comment.deletedAt ? '(deleted)' : item.comment.body}`
  if (item.kind === 'decision')
    return `${who} ${item.verdict} v${item.version}${item.stale ? ' (stale)' : ''} ${item.note}`.trim()
  if (item.kind === 'alias') return `${who} ${item.alias} ${item.from} → ${item.to}`
  if (item.kind === 'evidence') return `${who} evidence of ${item.run}`
  if (item.kind === 'life') return `${who} ${item.action} ${item.note}`.trim()
  if (item.kind === 'edit')
    return `${who} edit${item.note ? ' note' : ''} +${item.added} -${item.removed}`
  return `${who} ${item.kind}`
}

const ofVersion = async (model: string, version: number, more: { limit?: number } = {}) =>
  (await getVersionTimeline(ana, { org, model, version, ...more })).items.map(line).reverse()

describe('the timeline of a version', () => {
  it('tells what was said and what happened in one order', async () => {
    await modelOf(mia, org, 'churn')
    await registered(ana, org, { model: 'churn' })
    await registered(ana, org, { model: 'churn' })
    const at = { org, model: 'churn', version: 1 }
    const said = await createComment(ana, { ...at, body: 'Ready?' })
    await updateVersion(ana, { ...at, tags: ['slow', 'new'] })
    await updateVersion(ana, { ...at, tags: ['new', 'fast'], note: 'Faster' })
    await approveVersion(acme.as('approver'), { ...at, note: 'Good.' })
    await moveAlias(mia, { ...at, alias: 'production' })
    await moveAlias(mia, { ...at, alias: 'production' })
    await moveAlias(mia, { ...at, alias: 'staging' })
    await moveAlias(mia, { ...at, version: 2, alias: 'production' })
    await removeAlias(mia, { org, model: 'churn', alias: 'staging' })
    await withdrawVersion(acme.as('approver'), { ...at, note: 'Wait.' })
    await deleteComment(mia, { org, id: said.id })
    await archiveVersion(mia, { ...at, note: 'Old' })
    await restoreVersion(mia, at)
    await createComment(ana, { ...at, version: 2, body: 'Elsewhere' })
    // A refused attempt is told in the log alone.
    await expect(approveVersion(ana, at)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await ofVersion('churn', 1)).toEqual([
      'Ana registered',
      'Ana: (deleted)',
      'Ana edit +new,slow -',
      'Ana edit note +fast -slow',
      'Ben approve v1 Good.',
      'Mia production null → 1',
      'Mia staging null → 1',
      'Mia production 1 → 2',
      'Mia staging 1 → null',
      'Ben withdraw v1 Wait.',
      'Mia archive Old',
      'Mia restore',
    ])
  })

  it('is read page by page, latest first, without a gap or a line twice', async () => {
    const whole = await ofVersion('churn', 1)
    const read: string[] = []
    let cursor: string | undefined
    do {
      const page = await getVersionTimeline(ana, {
        org,
        model: 'churn',
        version: 1,
        limit: 5,
        cursor,
      })
      read.push(...page.items.map(line))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(read.reverse()).toEqual(whole)
  })

  it('tells that its run brought other metrics after a decision, which is stale since', async () => {
    await projectOf(mia, org, 'jobs')
    await modelOf(mia, org, 'grown')
    const { run } = await createRun(mia, { org, project: 'jobs', inputs: [] })
    const sha256 = await uploaded(mia, org, 'weights')
    await recordOutput(mia, { org, project: 'jobs', run, name: 'model.bin', sha256 })
    const files = [{ name: 'model.bin', sha256 }]
    await registerVersion(mia, { org, model: 'grown', files, run: `run://jobs/${run}` })
    await approveVersion(acme.as('approver'), { org, model: 'grown', version: 1 })
    const events = [{ time: new Date().toISOString(), values: { accuracy: 0.7 } }]
    await logMetrics(mia, { org, project: 'jobs', run, events })
    await updateModel(mia, { org, model: 'grown', slug: 'grown-up' })
    await finishRun(mia, { org, project: 'jobs', run, state: 'completed' })
    await updateModel(mia, { org, model: 'grown-up', slug: 'grown-old' })
    expect(await ofVersion('grown-old', 1)).toEqual([
      'Mia registered',
      'Ben approve v1 (stale)',
      `Mia evidence of run://jobs/${run}`,
    ])
  })

  it('tells nothing of a project or of another version that is deleted', async () => {
    await projectOf(mia, org, 'fleeting')
    await modelOf(mia, org, 'left')
    const { run } = await createRun(mia, { org, project: 'fleeting', inputs: [] })
    const of = { org, project: 'fleeting', run }
    const sha256 = await uploaded(mia, org, 'left')
    await recordOutput(mia, { ...of, name: 'model.bin', sha256 })
    const model = 'left'
    const files = [{ name: 'model.bin', sha256 }]
    await registerVersion(mia, { org, model, files, run: `run://fleeting/${run}` })
    await registered(ana, org, { model })
    const events = [{ time: new Date().toISOString(), values: { accuracy: 0.7 } }]
    await logMetrics(mia, { ...of, events })
    await finishRun(mia, { ...of, state: 'completed' })
    for (const version of [1, 2, 1])
      await moveAlias(mia, { org, model, version, alias: 'production' })
    const told = async () => (await ofVersion('left', 1)).slice(1)
    expect(await told()).toEqual([
      `Mia evidence of run://fleeting/${run}`,
      'Mia production null → 1',
      'Mia production 1 → 2',
      'Mia production 2 → 1',
    ])
    await deleteVersion(mia, { org, model, version: 2 })
    await deleteProject(mia, { org, project: 'fleeting', force: true })
    expect(await told()).toEqual([
      'Mia production null → 1',
      'Mia production 1 → null',
      'Mia production null → 1',
    ])
  })

  it('says who may speak, and what may be done to each comment', async () => {
    const at = { org, model: 'grown-old', version: 1 }
    await createComment(ana, { ...at, body: 'Mine' })
    const seenBy = async (ctx: Ctx) => {
      const { speak, items } = await getVersionTimeline(ctx, at)
      const [comment] = items.flatMap((item) => (item.kind === 'comment' ? [item.abilities] : []))
      return [speak.ok, comment?.update.ok, comment?.delete.ok]
    }
    expect(await seenBy(ana)).toEqual([true, true, true])
    expect(await seenBy(mia)).toEqual([true, false, true])
    expect(await seenBy(acme.as('reader'))).toEqual([true, false, false])
    expect(await seenBy(acme.as('auditor'))).toEqual([false, false, false])
  })
})

describe('the timeline of a model', () => {
  it('tells what was said of it and its versions, and what was decided on these', async () => {
    await modelOf(mia, org, 'mixed')
    for (let n = 0; n < 3; n++) await registered(ana, org, { model: 'mixed' })
    const at = { org, model: 'mixed' }
    await createComment(ana, { ...at, body: 'On the model' })
    await createComment(ana, { ...at, version: 2, body: 'On v2' })
    await approveVersion(acme.as('approver'), { ...at, version: 1 })
    await createComment(ana, { ...at, version: 3, body: 'On v3' })
    await approveVersion(acme.as('approver'), { ...at, version: 3 })
    await deleteVersion(mia, { ...at, version: 3, force: true })
    const { items } = await getModelTimeline(ana, at)
    expect(items.map(line).reverse()).toEqual(['Ana: On the model', 'Ana: On v2', 'Ben approve v1'])
    const first = await getModelTimeline(ana, { ...at, limit: 1 })
    const rest = await getModelTimeline(ana, { ...at, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...rest.items]).toEqual(items)
  })

  it('is not there for who does not see the model, and takes no other list’s cursor', async () => {
    await updateModel(acme.as('admin'), { org, model: 'mixed', accessMode: 'restricted' })
    await expect(getModelTimeline(ana, { org, model: 'mixed' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(
      getModelTimeline(ana, { org, model: 'churn', cursor: 'WzFd' }),
    ).rejects.toMatchObject({ kind: 'invalid' })
  })
})
