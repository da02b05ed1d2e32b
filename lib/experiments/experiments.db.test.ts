import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createExperiment } from './create'
import { deleteExperiment } from './delete'
import { getExperiment } from './queries'
import { renameExperiment } from './rename'
import { restoreExperiment } from './restore'
import { deleteExperimentTag, setExperimentTag } from './tags'

let hub: TestHub
let acme: TestOrganization
const project = 'default'

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

async function made(name: string) {
  const { experiment } = await createExperiment(acme.as('contributor'), {
    ...{ org: acme.slug, project, name },
    tags: [{ key: 'team', value: 'a' }],
  })
  return { org: acme.slug, project, experiment }
}

const lastEvent = async () => (await acme.events()).at(-1)

describe('what happens to an experiment', () => {
  it('is recorded with what it was and what it became', async () => {
    const ref = await made('first')
    const { slug } = acme
    expect(await lastEvent()).toMatchObject({
      action: 'experiment.create',
      outcome: 'done',
      subject: { kind: 'experiment', uri: `/${slug}/projects/default/experiments/1` },
      before: null,
      after: { experiment: 1, name: 'first', tags: [{ key: 'team', value: 'a' }] },
    })
    await renameExperiment(acme.as('contributor'), { ...ref, name: 'second' })
    expect(await lastEvent()).toMatchObject({
      action: 'experiment.update',
      before: { name: 'first' },
      after: { name: 'second' },
    })
    await setExperimentTag(acme.as('contributor'), { ...ref, key: 'team', value: 'b' })
    expect(await lastEvent()).toMatchObject({
      before: { tag: { key: 'team', value: 'a' } },
      after: { tag: { key: 'team', value: 'b' } },
    })
    await deleteExperimentTag(acme.as('contributor'), { ...ref, key: 'team' })
    expect(await lastEvent()).toMatchObject({
      before: { tag: { key: 'team', value: 'b' } },
      after: { tag: null },
    })
    await deleteExperiment(acme.as('maintainer'), ref)
    expect(await lastEvent()).toMatchObject({
      action: 'experiment.delete',
      after: { deleted: true, runs: 0 },
    })
    await restoreExperiment(acme.as('maintainer'), ref)
    expect(await lastEvent()).toMatchObject({
      action: 'experiment.restore',
      after: { deleted: false, runs: 0 },
    })
  })

  it('happens once: of many that delete it one does', async () => {
    const ref = await made('once')
    const deleting = Array.from({ length: 8 }, () => deleteExperiment(acme.as('maintainer'), ref))
    const ended = await Promise.allSettled(deleting)
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await getExperiment(acme.as('reader'), ref)).toMatchObject({ isDeleted: true })
    const events = (await acme.events()).filter(({ subject }) => subject.uri.endsWith('/2'))
    expect(events.map(({ action }) => action)).toEqual(['experiment.create', 'experiment.delete'])
  })

  it('is refused to who may not, and that is recorded', async () => {
    const ref = await made('not yours')
    await expect(deleteExperiment(acme.as('contributor'), ref)).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Needs the maintainer role. You are a contributor.',
    })
    expect(await lastEvent()).toMatchObject({ action: 'experiment.delete', outcome: 'refused' })
    expect(await getExperiment(acme.as('reader'), ref)).toMatchObject({ isDeleted: false })
  })

  it('does not happen where a token is limited to some models', async () => {
    const ref = await made('of all')
    const limited = await acme.token('maintainer', { modelIds: [] })
    await expect(deleteExperiment(limited, ref)).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
