import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { archiveProject, deleteProject } from '../projects/life'
import { updateProject } from '../projects/update'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { createModel } from './create'
import { modelFacets } from './facets'
import { archiveModel } from './life'
import { listModels } from './queries'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
  const [mia, org] = [acme.as('maintainer'), acme.slug]
  for (const project of ['lab', 'first', 'away', 'gone']) await projectOf(ana, org, project)
  const made = [
    { slug: 'a', projects: ['lab', 'first'], tags: ['wide', 'odd'] },
    { slug: 'b', projects: ['lab', 'away', 'gone'], tags: ['wide'] },
    { slug: 'c', projects: ['lab'], tags: ['odd'] },
    { slug: 'd', projects: [], tags: [] },
  ]
  for (const model of made) await createModel(ana, { org, name: model.slug, ...model })
  for (const model of ['a', 'b', 'c']) await registered(ana, org, { model })
  await approveVersion(acme.as('approver'), { org, model: 'b', version: 1 })
  await archiveModel(mia, { org, model: 'c' })
  await updateProject(mia, { org, project: 'first', slug: 'second' })
  await archiveProject(mia, { org, project: 'away' })
  await deleteProject(mia, { org, project: 'gone', force: true })
})
afterAll(() => hub.close())

it.each<[Omit<Parameters<typeof listModels>[1], 'org'>, string[]]>([
  [{}, ['a', 'b', 'd']],
  [{ life: 'live' }, ['a', 'b', 'd']],
  [{ life: 'archived' }, ['c']],
  [{ state: 'pending' }, ['a']],
  [{ state: 'approved' }, ['b']],
  [{ state: 'pending', life: 'archived' }, ['c']],
  [{ tag: 'wide' }, ['a', 'b']],
  [{ tag: 'wid' }, []],
  [{ project: 'lab' }, ['a', 'b']],
  [{ project: 'lab', life: 'archived', tag: 'odd' }, ['c']],
  [{ project: 'first' }, ['a']],
  [{ project: 'away' }, ['b']],
  [{ project: 'gone' }, []],
  [{ project: 'never' }, []],
])(
  'what stands beside the filter means the same in any order, and counted: %o',
  async (asked, slugs) => {
    const found = async (more: { sort?: string; q?: string }) => {
      const { items } = await listModels(ana, { org: acme.slug, ...asked, ...more })
      return items.map(({ slug }) => slug)
    }
    const usual = await found({})
    expect([...usual].sort()).toEqual(slugs)
    expect(await found({ sort: '-updated' })).toEqual(usual)
    expect(await found({ q: '' })).toEqual(usual)
    const { total } = await modelFacets(ana, { org: acme.slug, ...asked })
    expect(total.count).toBe(slugs.length)
  },
)
