import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rolesAllow } from '@/lib/access'
import type { Ctx } from '@/lib/actor'
import { moveAlias } from '@/lib/aliases/move'
import { createComment } from '@/lib/comments/create'
import { createDataset } from '@/lib/datasets/create'
import { registerDatasetVersion } from '@/lib/datasets/register'
import { createDeployment } from '@/lib/deployments/create'
import { defineField } from '@/lib/fields/define'
import { createProject } from '@/lib/projects/create'
import { createRun } from '@/lib/runs/create'
import { govern } from '@/lib/testing/governed'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { queriesOf } from '@/lib/testing/queries'
import { modelOf, registered } from '@/lib/testing/registry'
import { apiRoutes } from './register'
import type { Exchange, Route } from './router'

interface Asking {
  org: string
  /** Who sees everything, and who sees what is restricted through a team alone. */
  admin: Ctx
  approver: Ctx
}

let hub: TestHub
let plain: Asking
let governed: Asking

beforeAll(async () => {
  hub = await testHub()
  plain = await furnished(await hub.organization())
  const restricted = await hub.organization()
  governed = await furnished(restricted)
  await govern(restricted, 50)
  governed = { ...governed, ...(await people(restricted)) }
}, 120_000)
afterAll(() => hub.close())

async function people(acme: TestOrganization) {
  return { admin: await acme.signedIn('admin'), approver: await acme.signedIn('approver') }
}

/** One of everything that a list may hold. */
async function furnished(acme: TestOrganization): Promise<Asking> {
  const { slug: org } = acme
  const mia = acme.as('maintainer')
  await createProject(mia, { org, name: 'Lab' })
  await modelOf(mia, org, 'churn')
  for (const _ of [1, 2]) await registered(mia, org, { model: 'churn' })
  await moveAlias(mia, { org, model: 'churn', alias: 'production', version: 1 })
  await createRun(mia, { org, project: 'lab', inputs: [] })
  await createDataset(mia, { org, slug: 'rows' })
  await registerDatasetVersion(mia, { org, dataset: 'rows', version: 'v1', files: [] })
  await createDeployment(mia, { org, name: 'front', project: 'lab', target: 'production' })
  await createComment(mia, { org, model: 'churn', version: 1, body: 'Hm' })
  await defineField(acme.as('admin'), { org, label: 'Risk', kind: 'text' })
  await acme.team('risk', ['approver'])
  return { org, ...(await people(acme)) }
}

/** A list by its answer: items, and where the next page begins. */
function isList({ method, answer }: Route): boolean {
  return method === 'GET' && answer instanceof z.ZodObject && 'items' in answer.shape
}

/** What the lists are asked about; each takes what it knows. */
const about = {
  ...{ model: 'churn', version: 'v1', project: 'lab', dataset: 'rows', alias: 'production' },
  ...{ run: '1', can: 'version.approve', uri: 'dataset://rows/v1', team: 'risk', limit: '50' },
  ...{ of: 'models', deployment: 'front' },
}

/** Lists of one thing that has to be named by an id, or that is none of an organization's. */
const byId = /:(id|datum|event|account|revision|group|person)\b/

describe('a list of fifty things under policies, teams and restricted models', () => {
  const lists = apiRoutes.filter((route) => isList(route) && !byId.test(route.path))

  it.each(lists.map((route) => ({ path: route.path, route })))(
    'takes no more queries than a list of one: $path',
    async ({ path, route }) => {
      const q = path.endsWith('/find') ? { q: 'governed' } : {}
      const from = path.endsWith('/diff') ? { from: 'v1' } : {}
      const at =
        path.endsWith('/history') && !path.includes('/aliases/')
          ? { at: new Date().toISOString() }
          : {}
      const ask = (who: 'admin' | 'approver', { org, [who]: ctx }: Asking) => {
        const exchange = {
          ctx,
          input: { ...about, ...q, ...from, ...at, org },
        } as unknown as Exchange
        return queriesOf(() => route.handle(exchange))
      }
      for (const who of ['admin', 'approver'] as const) {
        const action = path === '/:org/activity' ? 'organization.activity' : route.action
        if (action && !rolesAllow([who], action)) continue
        expect(await ask(who, governed)).toBeLessThanOrEqual(await ask(who, plain))
      }
    },
  )

  it('is every list of the API', () => {
    expect(lists.length).toBeGreaterThan(25)
  })
})
