import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { systemContext } from '../context'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { getRun } from '../runs/queries'
import { projectOf } from '../runs/testing'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createGroup } from './create'
import { expireGroups } from './expire'
import { finishGroup } from './finish'
import { getGroup, listGroups } from './queries'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

let projects = 0
async function place() {
  const project = await projectOf(ana(), acme.slug, `lab-${++projects}`)
  return { org: acme.slug, project }
}
const sweep = (at: { org: string; project: string }, ctx = ana()) =>
  createGroup(ctx, { ...at, kind: 'task', name: 'sweep', plan: { parameters: { trees: [1, 2] } } })
const pipeline = (at: { org: string; project: string }) =>
  createGroup(ana(), {
    ...at,
    kind: 'pipeline',
    name: 'train-all',
    plan: {
      nodes: [
        { name: 'prepare', type: 'execution', step: 'prepare' },
        { name: 'sweep', type: 'task', step: 'train' },
      ],
      edges: [{ from: 'prepare.output.*', to: 'sweep.input.data', kind: 'output' }],
    },
  })
const eventsOf = async (uri: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri === uri)

describe('a task', () => {
  it('takes the next number, holds its runs with their parameters, and is on record', async () => {
    const at = await place()
    const made = await sweep(at)
    expect(made).toMatchObject({
      ...{ group: 1, project: at.project, kind: 'task', name: 'sweep', state: 'running' },
      ...{ plan: { parameters: { trees: [1, 2] } }, runs: [], groups: [], counts: {} },
    })
    await createRun(ana(), { ...at, group: 1, params: { trees: 1 }, tags: ['wide'] })
    const second = await createRun(ana(), { ...at, group: 1, params: { trees: 2 } })
    await finishRun(ana(), { ...at, run: second.run, state: 'error' })
    expect(await getGroup(ana(), { ...at, group: 1 })).toMatchObject({
      counts: { running: 1, error: 1 },
      runs: [
        { run: 1, group: 1, params: { trees: 1 }, tags: ['wide'] },
        { run: 2, group: 1, params: { trees: 2 }, state: 'error' },
      ],
    })
    expect(await eventsOf(`/${at.org}/projects/${at.project}/groups/1`)).toMatchObject([
      {
        action: 'run_group.create',
        outcome: 'done',
        before: null,
        after: { group: 1, kind: 'task', name: 'sweep' },
      },
    ])
    expect(await eventsOf(`run://${at.project}/1`)).toMatchObject([
      { after: { group: 1, node: null, tags: ['wide'] } },
    ])
  })

  it('takes a number of its own when several start at once', async () => {
    const at = await place()
    const made = await Promise.all(Array.from({ length: 6 }, () => sweep(at)))
    expect(made.map(({ group }) => group).sort()).toEqual([1, 2, 3, 4, 5, 6])
    const listed = await listGroups(ana(), { ...at, limit: 4 })
    expect(listed.items.map(({ group }) => group)).toEqual([6, 5, 4, 3])
    const cursor = listed.nextCursor ?? ''
    const rest = await listGroups(ana(), { ...at, limit: 4, cursor })
    expect([rest.items.map(({ group }) => group), rest.nextCursor]).toEqual([[2, 1], null])
  })

  it('is not for a reader to start, and that is recorded', async () => {
    const at = await place()
    await expect(sweep(at, acme.as('reader'))).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'run_group.create',
      outcome: 'refused',
      reason: 'Needs the contributor role. You are a reader.',
    })
    expect((await listGroups(ana(), at)).items).toEqual([])
  })

  it('takes runs only of the person who started it; the refusal is recorded and nothing is left', async () => {
    const at = await place()
    await sweep(at)
    await expect(createRun(mia(), { ...at, group: 1 })).rejects.toMatchObject({
      kind: 'forbidden',
      message: `Only the person who started task 1 of ${at.project} may add to it.`,
    })
    expect((await acme.events()).at(-1)).toMatchObject({ action: 'run.create', outcome: 'refused' })
    expect((await createRun(mia(), at)).run).toBe(1)
  })

  it.each([
    ['a group that is not there', { group: 9 }, 'not_found'],
    ['a node without a group', { node: 'prepare' }, 'invalid'],
    ['a node that the pipeline does not have', { group: 1, node: 'deploy' }, 'invalid'],
  ])('refuses a run of %s', async (_what, wrong, kind) => {
    const at = await place()
    await pipeline(at)
    await expect(createRun(ana(), { ...at, ...wrong })).rejects.toMatchObject({ kind })
    expect((await createRun(ana(), at)).run).toBe(1)
  })
})

describe('a pipeline', () => {
  it('holds the tasks that are its nodes, and only those', async () => {
    const at = await place()
    await pipeline(at)
    await createRun(ana(), { ...at, group: 1, node: 'prepare' })
    const task = { ...at, kind: 'task' as const, name: 'sweep' }
    await createGroup(ana(), { ...task, parent: 1, node: 'sweep' })
    expect(await getGroup(ana(), { ...at, group: 1 })).toMatchObject({
      runs: [{ run: 1, node: 'prepare' }],
      groups: [{ group: 2, parent: 1, node: 'sweep', name: 'sweep' }],
    })
    const wrong = [
      { ...task, parent: 2 },
      { ...task, parent: 1, node: 'deploy' },
      { ...task, node: 'sweep' },
      { ...task, kind: 'pipeline' as const, parent: 1 },
    ]
    for (const draft of wrong)
      await expect(createGroup(ana(), draft)).rejects.toMatchObject({ kind: 'invalid' })
    await expect(createGroup(ana(), { ...task, parent: 7 })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})

describe('the end of a group', () => {
  it('is recorded once, is the same when told again, and closes it for new runs', async () => {
    const at = await place()
    await sweep(at)
    const ref = { ...at, group: 1 }
    const first = await finishGroup(ana(), { ...ref, state: 'completed' })
    expect(first).toMatchObject({ state: 'completed', finishedAt: expect.any(String) })
    expect(await finishGroup(ana(), { ...ref, state: 'completed' })).toEqual(first)
    await expect(finishGroup(ana(), { ...ref, state: 'error' })).rejects.toMatchObject({
      code: 'group_finished',
    })
    await expect(createRun(ana(), ref)).rejects.toMatchObject({ code: 'group_finished' })
    const ended = (await eventsOf(`/${at.org}/projects/${at.project}/groups/1`)).slice(1)
    expect(ended).toMatchObject([
      { action: 'run_group.finish', before: { state: 'running' }, after: { state: 'completed' } },
    ])
  })

  it('is only for the person who started it to say', async () => {
    const at = await place()
    await sweep(at)
    const told = finishGroup(mia(), { ...at, group: 1, state: 'completed' })
    await expect(told).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'run_group.finish',
      outcome: 'refused',
    })
  })

  it('and a run that joins at the same moment come one after the other', async () => {
    const at = await place()
    await sweep(at)
    const ref = { ...at, group: 1 }
    const [ended, joined] = await Promise.allSettled([
      finishGroup(ana(), { ...ref, state: 'completed' }),
      createRun(ana(), ref),
    ])
    expect(ended.status).toBe('fulfilled')
    const { runs, state } = await getGroup(ana(), ref)
    expect([state, runs.length]).toEqual(['completed', joined.status === 'fulfilled' ? 1 : 0])
  })
})

describe('a group whose runner is gone', () => {
  const start = Date.UTC(2026, 2, 3, 12)
  const later = (ctx: Ctx, minutes: number): Ctx => ({
    ...ctx,
    now: () => new Date(start + minutes * 60_000),
  })
  const worker = (minutes: number) =>
    later(systemContext('worker', { ...arrival(), via: 'worker' }), minutes)
  const stateOf = async (at: { org: string; project: string }, group = 1) =>
    (await getGroup(ana(), { ...at, group })).state

  it.each([
    ['completed', ['completed', 'completed']],
    ['error', ['completed', 'error']],
    ['stopped', ['stopped', 'completed']],
    ['error', []],
  ] as const)('ends as %s when its runs ended %j', async (state, ends) => {
    const at = await place()
    await createGroup(later(ana(), 0), { ...at, kind: 'task', name: 'sweep' })
    for (const end of ends) {
      const { run } = await createRun(later(ana(), 0), { ...at, group: 1 })
      await finishRun(later(ana(), 10), { ...at, run, state: end })
    }
    await expireGroups(worker(14))
    expect(await stateOf(at)).toBe('running')
    await expireGroups(worker(26))
    expect(await stateOf(at)).toBe(state)
  })

  it('goes on while a run of it does', async () => {
    const at = await place()
    await createGroup(later(ana(), 0), { ...at, kind: 'task', name: 'sweep' })
    const { run } = await createRun(later(ana(), 0), { ...at, group: 1 })
    await expireGroups(worker(600))
    expect(await stateOf(at)).toBe('running')
    expect((await getRun(ana(), { ...at, run })).group).toBe(1)
  })
})
