import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { recordOutput } from '../runs/outputs'
import { projectOf, ranJob } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, sha256, uploaded } from '../testing/registry'
import { approveVersion } from './decide'
import { registerVersion } from './register'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'jobs')
  await modelOf(mia(), acme.slug, 'churn')
})
afterAll(() => hub.close())

const from = (run: number, files: Record<string, string> = {}) => ({
  org: acme.slug,
  model: 'churn',
  run: `run://jobs/${run}`,
  files: Object.entries(files).map(([name, content]) => ({ name, sha256: sha256(content) })),
})

describe('a version that names its run', () => {
  it('is registered by the job itself while it runs, from files it has recorded', async () => {
    const job = await acme.token('contributor', { scopes: ['read', 'write'] })
    const { run } = await createRun(job, { org: acme.slug, project: 'jobs' })
    const ref = { org: acme.slug, project: 'jobs', run }
    const digest = await uploaded(job, acme.slug, 'trained')
    await recordOutput(job, { ...ref, name: 'out/model.bin', sha256: digest })
    const made = await registerVersion(job, from(run, { 'model.bin': 'trained' }))
    expect(made).toMatchObject({ run: `run://jobs/${run}`, files: [{ name: 'model.bin' }] })
    await finishRun(ana(), { ...ref, state: 'completed' })
  })

  it('may hold no files', async () => {
    const { run } = await ranJob(ana(), acme.slug, 'jobs')
    expect(await registerVersion(ana(), from(run))).toMatchObject({ files: [] })
  })

  it('does not give files an origin that they do not have', async () => {
    const { run } = await ranJob(ana(), acme.slug, 'jobs', { outputs: { 'a.bin': 'made' } })
    await uploaded(ana(), acme.slug, 'from elsewhere')
    const files = { 'a.bin': 'made', 'b.bin': 'from elsewhere' }
    await expect(registerVersion(ana(), from(run, files))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'not_an_output',
      message: expect.stringContaining(`run://jobs/${run} did not make b.bin`),
    })
  })

  it('is not registered from the run of somebody else, so that nobody decides on their own work', async () => {
    const { run } = await ranJob(ana(), acme.slug, 'jobs', { outputs: { 'a.bin': 'of Ana' } })
    for (const ctx of [mia(), acme.as('admin'), await acme.token('maintainer')]) {
      await expect(registerVersion(ctx, from(run, { 'a.bin': 'of Ana' }))).rejects.toMatchObject({
        kind: 'forbidden',
        message: 'Only the person whose run it is may register a version from it.',
      })
      expect((await acme.events()).at(-1)).toMatchObject({
        action: 'version.register',
        outcome: 'refused',
      })
    }
  })
})

describe('four eyes', () => {
  it('are not one pair by way of the run of somebody else', async () => {
    const { run } = await createRun(mia(), { org: acme.slug, project: 'jobs' })
    const ref = { org: acme.slug, project: 'jobs', run }
    const both = approving(ana())
    const digest = await uploaded(both, acme.slug, 'slipped in')
    const refused = { kind: 'forbidden', message: expect.stringContaining('whose run it is') }
    await expect(
      recordOutput(both, { ...ref, name: 'm.bin', sha256: digest }),
    ).rejects.toMatchObject(refused)
    const sidecars = { 'm.bin': { 'valohai.model-versions': ['model://churn/'] } }
    await expect(finishRun(both, { ...ref, state: 'completed', sidecars })).rejects.toMatchObject(
      refused,
    )
    expect((await acme.events()).slice(-2)).toMatchObject([
      { action: 'run.report', outcome: 'refused' },
      { action: 'run.finish', outcome: 'refused' },
    ])
    // What they do by a run of their own is theirs.
    const own = await ranJob(both, acme.slug, 'jobs', { outputs: { 'm.bin': 'mine' }, sidecars })
    const version = Number(own.versions[0]?.split('/v').at(-1))
    await expect(
      approveVersion(both, { org: acme.slug, model: 'churn', version }),
    ).rejects.toMatchObject({ kind: 'forbidden', message: expect.stringContaining('someone else') })
  })
})

function approving(ctx: Ctx): Ctx {
  const memberships = ctx.memberships.map((one) => ({
    ...one,
    grants: [
      ...one.grants,
      { scope: 'organization' as const, scopeId: one.organizationId, role: 'approver' as const },
    ],
  }))
  return { ...ctx, memberships }
}
