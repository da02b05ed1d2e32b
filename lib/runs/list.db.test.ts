import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createGroup } from '../groups/create'
import { archiveProject, deleteProject } from '../projects/life'
import { updateProject } from '../projects/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createRun } from './create'
import { runFacets } from './facets'
import { finishRun } from './finish'
import { listRuns } from './list'
import { listSteps } from './steps'
import { projectOf } from './testing'

let hub: TestHub
let acme: TestOrganization
let org: string
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')
const on = (ctx: Ctx, day: string): Ctx => ({ ...ctx, now: () => new Date(`${day}T12:00:00Z`) })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
  for (const project of ['lab', 'field']) await projectOf(ana(), org, project)
  const lab = { org, project: 'lab' }
  await createRun(on(ana(), '2026-03-01'), {
    ...lab,
    step: 'train',
    command: 'python train_50%.py',
  })
  await createRun(on(mia(), '2026-03-02'), { ...lab, step: 'train', tags: ['wide', 'odd'] })
  await createGroup(ana(), { ...lab, kind: 'task', name: 'sweep' })
  await createRun(on(ana(), '2026-03-03'), { ...lab, step: 'evaluate', group: 1 })
  await createRun(on(ana(), '2026-03-04'), {
    org,
    project: 'field',
    commit: 'fade123',
    tags: ['wide'],
  })
  const at = { ...lab, run: 3 }
  await finishRun(ana(), { ...at, state: 'completed', sidecars: { 'gone.txt': {} } })
})
afterAll(() => hub.close())

async function found(filters: Omit<Parameters<typeof listRuns>[1], 'org'>, ctx = ana()) {
  const { items } = await listRuns(ctx, { org, ...filters })
  return items.map(({ uri }) => uri.replace('run://', ''))
}

describe('narrowing the list of runs', () => {
  it.each([
    ['by step', { step: 'train' }, ['lab/2', 'lab/1']],
    ['by tag', { tag: 'wide' }, ['field/1', 'lab/2']],
    ['by group', { project: 'lab', group: 1 }, ['lab/3']],
    ['to those with alerts', { alerts: 'true' }, ['lab/3']],
    ['by part of the command, word for word', { q: 'TRAIN_50%' }, ['lab/1']],
    ['by part of the commit', { q: 'ade1' }, ['field/1']],
    ['by part of the step', { q: 'valu' }, ['lab/3']],
    ['to nothing by what looks like a pattern', { q: '_rain' }, []],
    ['from a day on', { since: '2026-03-03' }, ['field/1', 'lab/3']],
    ['before a moment', { until: '2026-03-02T13:00:00+01:00' }, ['lab/1']],
    [
      'between two days in a project',
      { project: 'lab', since: '2026-03-02', until: '2026-03-03' },
      ['lab/2'],
    ],
    ['by several at once', { step: 'train', tag: 'odd', state: 'running' as const }, ['lab/2']],
  ])('%s', async (_how, filters, runs) => {
    expect(await found(filters)).toEqual(runs)
  })

  it('by person, also as oneself', async () => {
    expect(await found({ person: acme.personId('maintainer') })).toEqual(['lab/2'])
    expect(await found({ person: 'me' }, mia())).toEqual(['lab/2'])
    expect(await found({ person: 'me' })).toHaveLength(3)
  })

  it('keeps the order and loses nothing over the pages', async () => {
    const filters = { project: 'lab', since: '2026-03-01', limit: 1 }
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await listRuns(ana(), { org, ...filters, cursor })
      seen.push(...page.items.map(({ uri }) => uri))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen).toEqual(['run://lab/3', 'run://lab/2', 'run://lab/1'])
  })

  it.each([
    [{ group: 1 }, 'group: Say of which project: it is a number there.'],
    [{ since: 'yesterday' }, /^since: /],
    [{ person: 'ana' }, /^person: /],
    [{ q: 'x\0' }, /^q: /],
  ])('refuses %j with a sentence', async (filters, message) => {
    const refusal = {
      kind: 'invalid',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    }
    await expect(found(filters as object)).rejects.toMatchObject(refusal)
    const facets = runFacets(ana(), { org, ...(filters as object) })
    await expect(facets).rejects.toMatchObject(refusal)
  })
})

describe('what stands beside the filter means the same in any order, and where it is counted', () => {
  beforeAll(async () => {
    for (const project of ['away', 'first', 'gone'])
      await projectOf(ana(), org, project).then(() => createRun(ana(), { org, project }))
    await updateProject(mia(), { org, project: 'first', slug: 'second' })
    await archiveProject(mia(), { org, project: 'away', force: true })
    await deleteProject(mia(), { org, project: 'gone', force: true })
  })

  it.each<[Omit<Parameters<typeof listRuns>[1], 'org'>, number]>([
    [{}, 5],
    [{ project: 'lab' }, 3],
    [{ project: 'away' }, 1],
    [{ project: 'first' }, 1],
    [{ project: 'gone' }, 0],
    [{ project: 'never' }, 0],
    [{ state: 'completed' }, 1],
    [{ step: 'train' }, 2],
    [{ tag: 'wide' }, 2],
    [{ tag: 'wid' }, 0],
    [{ person: 'me' }, 4],
    [{ project: 'lab', group: 1 }, 1],
    [{ project: 'lab', group: 2 }, 0],
    [{ alerts: true }, 1],
    [{ alerts: false, project: 'lab' }, 3],
    [{ since: '2026-03-02', until: '2026-03-04' }, 2],
    [{ project: 'lab', since: '2026-03-02', tag: 'odd' }, 1],
  ])('%o', async (filters, count) => {
    const usual = await found(filters)
    expect(usual).toHaveLength(count)
    expect(await found({ ...filters, sort: '-created' })).toEqual(usual)
    expect(await found({ ...filters, q: '' })).toEqual(usual)
    const { total } = await runFacets(ana(), { org, ...filters })
    expect(total.count).toBe(count)
  })
})

describe('the steps to choose from', () => {
  it('are those that ran in the organization, each once', async () => {
    expect(await listSteps(ana(), { org })).toEqual(['evaluate', 'train'])
    const other = await hub.organization()
    expect(await listSteps(other.as('reader'), { org: other.slug })).toEqual([])
  })
})
