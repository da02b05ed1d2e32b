import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPlace } from '../mlflow-search/place'
import { findProject } from '../projects/find'
import { deleteProject } from '../projects/life'
import { type TestHub, testHub } from '../testing/hub'
import { ensureExperiments, ensureProject } from './project'
import { getExperiment } from './queries'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

describe('the project default', () => {
  it('is made once, with its experiment, however many begin at once', async () => {
    const acme = await hub.organization()
    const ctx = acme.as('contributor')
    const ref = { org: acme.slug, project: 'default' }
    await Promise.all(Array.from({ length: 20 }, () => ensureExperiments(ctx, ref)))
    await ensureExperiments(ctx, ref)
    const events = await acme.events()
    expect(events.map(({ action, outcome, after }) => [action, outcome, after])).toEqual([
      ['project.create', 'done', { slug: 'default', name: 'Default' }],
      ['experiment.create', 'done', { experiment: 0, name: 'Default' }],
    ])
  })

  it('gives nobody a role', async () => {
    const acme = await hub.organization()
    const ctx = await acme.signedIn('contributor')
    await ensureProject(ctx, { org: acme.slug, project: 'default' })
    const [before] = ctx.memberships
    const [after] = (await acme.signedIn('contributor')).memberships
    expect(after?.grants).toEqual(before?.grants)
  })

  it('is not made by who may not, which is recorded', async () => {
    const acme = await hub.organization()
    const ref = { org: acme.slug, project: 'default' }
    await expect(ensureProject(acme.as('reader'), ref)).rejects.toMatchObject({ kind: 'forbidden' })
    const events = await acme.events()
    expect(events.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['project.create', 'refused'],
    ])
    const found = findProject(hub.database.read, acme.as('admin'), ref)
    await expect(found).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is not read as if it were there when it was deleted', async () => {
    const acme = await hub.organization()
    const ref = { org: acme.slug, project: 'default' }
    const read = () => getExperiment(acme.as('reader'), { ...ref, experiment: 0 })
    expect(await read()).toMatchObject({ name: 'Default' })
    await ensureExperiments(acme.as('contributor'), ref)
    await deleteProject(acme.as('admin'), { ...ref, force: true })
    await expect(read()).rejects.toMatchObject({ kind: 'not_found' })
    const place = findPlace(hub.database.read, acme.as('reader'), ref)
    await expect(place).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is the only one that makes itself', async () => {
    const acme = await hub.organization()
    const made = ensureExperiments(acme.as('admin'), { org: acme.slug, project: 'penguins' })
    await expect(made).rejects.toMatchObject({ kind: 'not_found' })
    expect(await acme.events()).toEqual([])
  })
})
