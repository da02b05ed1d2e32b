import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { moveAlias, removeAlias } from '../aliases/move'
import { auditExport } from '../audit/log/queries'
import { rollbackDeployment } from '../deployments/rollback'
import { stopDeployment } from '../deployments/stop'
import { deploymentOf, deploys } from '../deployments/testing'
import { isAppError } from '../errors'
import { resolveUri } from '../resolve/resolve'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion, withdrawVersion } from '../versions/decide'
import { archiveVersion, deleteVersion, restoreVersion } from '../versions/life'
import { listAliasesThen } from './aliases'
import { getDeploymentThen } from './deployments'
import { getInUse } from './in-use'
import { type Logged, type Replayed, replay } from './testing'

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
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
// Steps of one moment stand beside steps that are apart.
const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), step), {
  minLength: 14,
  maxLength: 26,
})

// Which event, and how far from it: a moment before, exactly at it, a moment after.
const moments = fc.array(
  fc.noBias(fc.tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom(-1, 0, 0, 1))),
  { minLength: 8, maxLength: 8 },
)

const first: [number, Step][] = [
  [0, { do: 'register' }],
  [1, { do: 'register' }],
  [1, { do: 'approve', version: 1 }],
]

let stories = 0

it('tells of every moment what a replay of the log tells', { timeout: 240_000 }, async () => {
  const told = new Set<string>()
  await fc.assert(
    fc.asyncProperty(story, moments, async (steps, places) => {
      const name = `story-${++stories}`
      await modelOf(acme.as('maintainer'), acme.slug, name)
      await deploymentOf(acme, name, { project: name })
      const start = Date.now() + 1
      let time = start
      for (const [pause, one] of [...first, ...steps]) {
        time += pause
        const at = new Date(time)
        await play(one, name, (role) => ({ ...acme.as(role), now: () => at }))
      }
      while (Date.now() <= time + 2) await new Promise((resolve) => setTimeout(resolve, 1))
      const log = await exported(name)
      for (const place of places) {
        const [which, aside] = place
        const event = log[which % log.length]
        const at = new Date(Date.parse(event?.at ?? '') + aside)
        const expected = replay(log, at.toISOString())
        expect(await answered(name, at), at.toISOString()).toEqual(shown(expected))
        for (const [key, value] of Object.entries(shown(expected)))
          if (!['null', '{}'].includes(JSON.stringify(value))) told.add(key)
      }
    }),
    { numRuns: 8, seed: 20_261_126, endOnFailure: true },
  )
  // Else it would have told of moments at which there was nothing.
  expect([...told].sort()).toEqual(['aliases', 'deployment', 'latest', 'newest', 'versions'])
})

async function play(
  step: Step,
  model: string,
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
  }
  try {
    await (acts[step.do] as (step: Step) => Promise<unknown>)(step)
  } catch (error) {
    // What the state of things does not allow is refused, and is in no log as done.
    if (!isAppError(error)) throw error
  }
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
  const own = new RegExp(`^(model://${name}/|/${acme.slug}/deployments/${name}$)`)
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
  }
}

function shown({ versions, latest, newest, aliases, deployments }: Replayed) {
  const there = [...versions].filter(([, { life }]) => life !== 'deleted')
  return {
    latest,
    newest,
    versions: Object.fromEntries(there.map(([number, { state }]) => [number, state])),
    aliases: Object.fromEntries(aliases),
    deployment: [...deployments.values()][0] ?? null,
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
