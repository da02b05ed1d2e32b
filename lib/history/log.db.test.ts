import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { nobody } from '../activity/scope'
import type { Ctx } from '../actor'
import { moveAlias, removeAlias } from '../aliases/move'
import { auditExport } from '../audit/log/queries'
import { rollbackDeployment } from '../deployments/rollback'
import { stopDeployment } from '../deployments/stop'
import { deploymentOf, deploys } from '../deployments/testing'
import { isAppError } from '../errors'
import { liftRecall } from '../lineage/lift'
import { createRecall } from '../lineage/recall'
import { deleteModel, restoreModel } from '../models/life'
import { updateModel } from '../models/update'
import { setModelPolicy } from '../policies/set'
import { deleteProject, restoreProject } from '../projects/life'
import { resolveUri } from '../resolve/resolve'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion, withdrawVersion } from '../versions/decide'
import { archiveVersion, deleteVersion, restoreVersion } from '../versions/life'
import { listAliasesThen } from './aliases'
import { getDeploymentThen, listDeploymentsThen } from './deployments'
import { getInUse, listInUse } from './in-use'
import { type Logged, type Replayed, replay } from './testing'
import { listHappenings } from './timeline'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

const version = fc.integer({ min: 1, max: 4 })
const alias = fc.constantFrom('production', 'canary')
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('register' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('approve' as const), version }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('reject', 'withdraw'), version }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('archive', 'restore', 'delete'), version }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('move' as const), version, alias }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unalias' as const), alias }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deploy' as const),
      split: fc.tuple(version, version, fc.integer({ min: 1, max: 99 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rollback' as const), to: version }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('recall', 'lift'), version }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('exclude', 'include') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('lose', 'lose project', 'rename') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('find' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
// Steps of one moment stand beside steps that are apart.
// At times the clock is set back.
const pause = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: -9, max: -1 }) },
)
const story = fc.array(fc.tuple(pause, step), { minLength: 14, maxLength: 28 })

// Which event, and how far from it: a moment before, exactly at it, a moment after.
const moments = fc.array(
  fc.noBias(fc.tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom(-1, 0, 0, 1))),
  { minLength: 8, maxLength: 8 },
)

const first: [number, Step][] = [
  [0, { do: 'register' }],
  [1, { do: 'register' }],
  [1, { do: 'approve', version: 1 }],
  [1, { do: 'approve', version: 2 }],
  [1, { do: 'deploy', split: [1, 2, 40] }],
  [1, { do: 'exclude' }],
  [1, { do: 'recall', version: 2 }],
  [1, { do: 'move', version: 1, alias: 'production' }],
  [1, { do: 'lift', version: 2 }],
  [1, { do: 'lose' }],
  [1, { do: 'lose project' }],
  [1, { do: 'find' }],
]

let stories = 0
const told = new Set<string>()

// Each seed has other stories to tell; a failure says by which seed and path it is told again.
it.each([20_261_126, 7, 1_903])(
  'tells of every moment what a replay of the log tells, seed %i',
  { timeout: 240_000 },
  async (seed) => {
    await fc.assert(
      fc.asyncProperty(story, moments, async (steps, places) => {
        const name = `story-${++stories}`
        await modelOf(acme.as('maintainer'), acme.slug, name)
        await deploymentOf(acme, name, { project: name })
        const start = Date.now() + 1
        const kept: Kept = { recalls: new Map(), renamed: 0 }
        // What came to be stays so: before it was registered a version was nothing.
        let [time, earliest, last] = [start, start, start]
        for (const [pause, one] of [...first, ...steps]) {
          time = Math.max(earliest, time + pause)
          if (one.do === 'register') earliest = time
          last = Math.max(last, time)
          const at = new Date(time)
          await play(one, name, kept, (role) => ({ ...acme.as(role), now: () => at }))
        }
        while (Date.now() <= last + 2) await new Promise((resolve) => setTimeout(resolve, 1))
        const log = await exported(name)
        for (const place of places) {
          const [which, aside] = place
          const event = log[which % log.length]
          const at = new Date(Date.parse(event?.at ?? '') + aside)
          const expected = replay(log, at.toISOString())
          const { timeline, ...answer } = await answered(name, at)
          expect(answer, at.toISOString()).toEqual(shown(expected))
          // It goes by the time of day, which tells nothing once a clock was set back.
          if (isOrdered(log))
            expect(timeline, at.toISOString()).toEqual({
              aliases: Object.fromEntries(expected.aliases),
              revision: [...expected.deployments.values()][0]?.revision ?? null,
            })
          for (const [key, was] of Object.entries({ ...expected.deleted, out: expected.excluded }))
            if (was) told.add(key)
          for (const [key, value] of Object.entries(shown(expected)))
            if (!['null', '{}'].includes(JSON.stringify(value))) told.add(key)
        }
      }),
      { numRuns: 3, seed, endOnFailure: true },
    )
  },
)

it('has told of moments at which there was something of each kind', () => {
  expect([...told].sort()).toEqual([
    ...['aliases', 'deployment', 'latest', 'model', 'newest', 'out', 'project', 'versions'],
  ])
})

/** What later steps of a story need of earlier ones. */
interface Kept {
  /** By the number of the version. */
  recalls: Map<number, string>
  renamed: number
}

const isOrdered = (log: readonly Logged[]) =>
  log.every(({ at }, n) => n === 0 || at >= (log[n - 1]?.at ?? ''))

async function play(
  step: Step,
  model: string,
  kept: Kept,
  as: (role: Parameters<TestOrganization['as']>[0]) => Ctx,
): Promise<void> {
  const of = { org: acme.slug, model }
  const [ben, mia] = [as('approver'), as('maintainer')]
  const deployment = { org: acme.slug, deployment: model, note: 'Because.' }
  const acts: { [D in Step['do']]: (step: Extract<Step, { do: D }>) => Promise<unknown> } = {
    register: () => registered(as('contributor'), acme.slug, { model }),
    approve: ({ version }) => approveVersion(ben, { ...of, version, note: 'Good.' }),
    reject: ({ version }) => rejectVersion(ben, { ...of, version, note: 'Bad.' }),
    withdraw: ({ version }) => withdrawVersion(ben, { ...of, version, note: 'Wait.' }),
    archive: ({ version }) => archiveVersion(mia, { ...of, version, force: true }),
    restore: ({ version }) => restoreVersion(mia, { ...of, version }),
    delete: ({ version }) => deleteVersion(mia, { ...of, version, force: true }),
    move: ({ version, alias }) => moveAlias(mia, { ...of, version, alias }),
    unalias: ({ alias }) => removeAlias(mia, { ...of, alias }),
    deploy: ({ split: [a, b, weight] }) =>
      deploys(mia, acme.slug, model, {
        [`model://${model}/v${a}`]: a === b ? 100 : weight,
        ...(a !== b && { [`model://${model}/v${b}`]: 100 - weight }),
      }),
    rollback: ({ to }) => rollbackDeployment(mia, { ...deployment, to }),
    stop: () => stopDeployment(mia, deployment),
    recall: async ({ version }) => {
      const uri = `model://${model}/v${version}`
      const { id } = await createRecall(mia, { org: acme.slug, uri, reason: 'Wrong.' })
      kept.recalls.set(version, id)
    },
    lift: ({ version }) =>
      liftRecall(mia, { org: acme.slug, id: kept.recalls.get(version) ?? nobody }),
    exclude: () => setModelPolicy(as('admin'), { ...of, exclude: ['recalled'] }),
    include: () => setModelPolicy(as('admin'), { ...of, exclude: [] }),
    lose: () => deleteModel(mia, { ...of, force: true }),
    'lose project': () => deleteProject(mia, { org: acme.slug, project: model, force: true }),
    find: async () => {
      await restoreModel(mia, of).catch(refusedOnly)
      await restoreProject(mia, { org: acme.slug, project: model })
    },
    rename: () => updateModel(mia, { ...of, slug: `${model}-r${++kept.renamed}` }),
  }
  try {
    await (acts[step.do] as (step: Step) => Promise<unknown>)(step)
  } catch (error) {
    refusedOnly(error)
  }
}

/** What the state of things does not allow is refused, and is in no log as done. */
function refusedOnly(error: unknown): void {
  if (!isAppError(error)) throw error
}

/** The events of one story, as an auditor has them exported. */
async function exported(name: string): Promise<Logged[]> {
  const lines: Logged[] = []
  for await (const line of await auditExport(acme.as('auditor'), { org: acme.slug })) {
    for (const text of String(line).split('\n').filter(Boolean)) {
      const { body } = JSON.parse(text) as { body?: string }
      if (body) lines.push(JSON.parse(body) as Logged)
    }
  }
  const own = new RegExp(
    `^(model://${name}(-r\\d+)?/|/${acme.slug}/(deployments|projects)/${name}$)`,
  )
  return lines.filter(({ subject }) => own.test(subject.uri))
}

/** What the hub answers of a moment. */
async function answered(model: string, at: Date) {
  const [ctx, org, text] = [acme.as('auditor'), acme.slug, at.toISOString()]
  const resolved = (name: string) =>
    orNull(resolveUri(ctx, { org, uri: `model://${model}/${name}?at=${text}` }))
  const inUse = await orNull(getInUse(ctx, { org, model, at: text }))
  const latest = await resolved('latest')
  const newest = await resolved('newest')
  const { items } = await listAliasesThen(ctx, { org, model, at: text })
  const deployment = await orNull(getDeploymentThen(ctx, { org, deployment: model, at: text }))
  const versions: Record<string, string> = {}
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const found = await resolved(`v${number}`)
    if (found && 'state' in found) versions[number] = found.state
  }
  expect(inUse?.latest?.version ?? null).toBe(versionOf(latest))
  expect((inUse?.aliases ?? []).map(({ alias, version }) => [alias, version])).toEqual(
    items.map(({ alias, version }) => [alias, version]),
  )
  const listed = await listInUse(ctx, { org, at: text, limit: 500 })
  const slug = new RegExp(`^${model}(-r\\d+)?$`)
  const unused = inUse && !inUse.latest && !inUse.aliases.length && !inUse.serving.length
  expect(listed.items.find((one) => slug.test(one.model)) ?? null).toEqual(unused ? null : inUse)
  const deployments = await listDeploymentsThen(ctx, { org, at: text, limit: 500 })
  expect(deployments.items.find(({ name }) => name === model) ?? null).toEqual(deployment)
  if (inUse)
    expect(inUse.serving.map(({ revision }) => revision)).toEqual(
      deployment?.variants.length ? [deployment.revision] : [],
    )
  for (const { alias, version } of items) expect(versionOf(await resolved(alias))).toBe(version)
  return {
    latest: versionOf(latest),
    newest: versionOf(newest),
    versions,
    aliases: Object.fromEntries(items.map(({ alias, version }) => [alias, version])),
    deployment: deployment && {
      revision: deployment.revision,
      variants: deployment.variants.map((one) => `${one.name} ${one.version} ${one.weight}`),
    },
    timeline: await timelineOf(model, text),
  }
}

/** Where the lanes of a model's page are at a moment. */
async function timelineOf(model: string, at: string) {
  const { items } = await listHappenings(acme.as('auditor'), {
    ...{ org: acme.slug, model, at, limit: 500 },
  })
  const aliases = new Map<string, number | null>()
  for (const { alias, version } of items)
    if (alias && !aliases.has(alias)) aliases.set(alias, version)
  return {
    aliases: Object.fromEntries([...aliases].filter(([, version]) => version !== null)),
    revision: items.find(({ kind }) => kind === 'traffic')?.revision ?? null,
  }
}

function shown({ deleted, deployments, ...model }: Replayed) {
  const gone = { versions: new Map(), latest: null, newest: null, aliases: new Map() } as const
  const {
    versions,
    latest,
    newest,
    aliases,
  }: Omit<Replayed, 'deployments' | 'deleted' | 'excluded'> = deleted.model ? gone : model
  const there = [...versions].filter(([, { life }]) => life !== 'deleted')
  return {
    latest,
    newest,
    versions: Object.fromEntries(there.map(([number, { state }]) => [number, state])),
    aliases: Object.fromEntries(aliases),
    deployment: deleted.project ? null : ([...deployments.values()][0] ?? null),
  }
}

const versionOf = (found: Awaited<ReturnType<typeof resolveUri>> | null) =>
  found && 'state' in found ? found.version : null

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (isAppError(error) && error.kind === 'not_found') return null
    throw error
  }
}
