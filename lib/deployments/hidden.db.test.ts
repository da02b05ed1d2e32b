import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDeploymentThen } from '../history/deployments'
import { getInUse } from '../history/in-use'
import { listHappenings } from '../history/timeline'
import { createRecall } from '../lineage/recall'
import { createModel } from '../models/create'
import { setModelPolicy } from '../policies/set'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { registered } from '../testing/registry'
import { overrideVersion } from '../versions/override'
import { followAll } from './follow'
import { getDeployment, listRevisions } from './queries'
import { approvedModel, deploymentOf, deploys } from './testing'

let hub: TestHub
let acme: TestOrganization
const ada = () => acme.as('admin')
const at = (deployment: string) => ({ org: acme.slug, deployment })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'churn', 1)
})
afterAll(() => hub.close())

describe('what the hub says of a deployment that serves a model which the caller may not see', () => {
  it('names no such model, in no note, now, then, or of another model', async () => {
    await restricted('secret')
    await deploymentOf(acme, 'mixed', { follows: true })
    const split = { 'model://churn/v1': 90, 'model://secret/latest': 10 }
    await deploys(ada(), acme.slug, 'mixed', split)
    await another('secret')
    expect(await followAll()).toBe(1)
    const note = 'model://secret/latest moved from v1 to v2'
    const whole = await everywhere(ada(), 'mixed')
    expect(whole.match(new RegExp(note, 'g'))).toHaveLength(7)
    const told = await everywhere(acme.as('reader'), 'mixed')
    expect(told).not.toContain('secret')
    expect(told).toContain('on with it')
  })

  it('does not say by name why it could not follow', async () => {
    for (const version of ['v1', 'v2'])
      await createRecall(ada(), { ...recall(`model://secret/${version}`), reason: 'bad' })
    await followAll()
    expect((await getDeployment(ada(), at('mixed'))).followProblem).toContain('secret')
    const { followProblem } = await getDeployment(acme.as('reader'), at('mixed'))
    expect(followProblem).toMatch(/may not see/)
    expect(followProblem).not.toContain('secret')
    const { rows } = await hub.database.read.execute<{ slug: string }>(
      `
      select m.slug from audit_events e join models m on m.id = e.model_id
      where e.action = 'deployment.follow' and e.outcome = 'refused'` as never,
    )
    expect(rows).toEqual([{ slug: 'secret' }])
  })

  it('does not name a version that was stopped because it was recalled', async () => {
    await restricted('hushed')
    await deploymentOf(acme, 'stopping')
    const split = { 'model://churn/v1': 90, 'model://hushed/v1': 10 }
    await deploys(ada(), acme.slug, 'stopping', split)
    await createRecall(ada(), { ...recall('model://hushed/v1'), reason: 'bad', stop: true })
    expect(await everywhere(ada(), 'stopping')).toContain('model://hushed/v1 was recalled')
    expect(await everywhere(acme.as('reader'), 'stopping')).not.toContain('hushed')
  })
})

const recall = (uri: string) => ({ org: acme.slug, uri })

/** All that a caller reads of a deployment, and of the model that they see in it. */
async function everywhere(ctx: ReturnType<typeof ada>, name: string): Promise<string> {
  const { updatedAt } = await getDeployment(ctx, at(name))
  const moment = new Date(Date.parse(updatedAt) + 1).toISOString()
  await expect.poll(() => new Date().toISOString() > moment).toBe(true)
  const then = { org: acme.slug, at: moment }
  const said = await Promise.all([
    getDeployment(ctx, at(name)),
    listRevisions(ctx, at(name)),
    getDeploymentThen(ctx, { ...then, deployment: name }),
    getInUse(ctx, { ...then, model: 'churn' }),
    listHappenings(ctx, { org: acme.slug, model: 'churn' }),
  ])
  return JSON.stringify(said)
}

async function restricted(model: string) {
  await createModel(ada(), { org: acme.slug, name: model, accessMode: 'restricted' })
  const policy = { fourEyes: false, exclude: ['recalled' as const] }
  await setModelPolicy(ada(), { org: acme.slug, model, ...policy })
  await another(model)
}

async function another(model: string) {
  const { version } = await registered(ada(), acme.slug, {
    ...{ model, content: `${model} ${Math.random()}` },
  })
  await overrideVersion(ada(), { org: acme.slug, model, version, note: 'in a hurry' })
}
