import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/actor'
import { createComment } from '@/lib/comments/create'
import { createExperiment } from '@/lib/experiments/create'
import { defineField } from '@/lib/fields/define'
import { setFields } from '@/lib/fields/set'
import { createRun } from '@/lib/runs/create'
import { projectOf } from '@/lib/runs/testing'
import { startSession } from '@/lib/sessions/session'
import { govern } from '@/lib/testing/governed'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { queriesOf } from '@/lib/testing/queries'
import { modelOf, registered } from '@/lib/testing/registry'
import { seedTracked } from '@/lib/tracking/seeded'
import { approveVersion } from '@/lib/versions/decide'
import ModelsPage from './[org]/models/(inventory)/page'
import ModelPage from './[org]/models/[model]/(tabs)/(overview)/page'
import ModelVersionsPage from './[org]/models/[model]/(tabs)/versions/page'
import VersionPage from './[org]/models/[model]/versions/[version]/page'
import ExperimentsPage from './[org]/projects/[project]/experiments/(list)/page'
import ExperimentPage from './[org]/projects/[project]/experiments/[experiment]/page'
import CompareRunsPage from './[org]/projects/[project]/runs/compare/page'
import ReviewsPage from './[org]/reviews/page'
import RunsPage from './[org]/runs/page'
import AllVersionsPage from './[org]/versions/page'

// What Next hands to a page: the cookie of somebody signed in.
const cookie = vi.hoisted(() => ({ secret: '' }))
vi.mock('next/headers', () => ({
  cookies: async () => ({ get: () => ({ value: cookie.secret }) }),
  headers: async () => new Headers({ host: 'localhost' }),
}))

interface Asked {
  org: string
  person: string
  origin: Ctx['origin']
}

let hub: TestHub
let few: Asked
let many: Asked
let governed: Asked

beforeAll(async () => {
  hub = await testHub()
  few = await furnished(await hub.organization(), 1)
  many = await furnished(await hub.organization(), 7)
  const restricted = await hub.organization()
  governed = await furnished(restricted, 7)
  await govern(restricted, 50)
}, 180_000)
afterAll(() => hub.close())

/** An organization with one model of one version, or with `size` of everything a page lists. */
async function furnished(acme: TestOrganization, size: number): Promise<Asked> {
  const { slug: org } = acme
  const [mia, ben] = [acme.as('maintainer'), acme.as('approver')]
  const each = Array.from({ length: size }, (_, at) => at)
  await projectOf(mia, org, 'lab')
  for (const at of each) await createRun(mia, { org, project: 'lab', params: { at }, inputs: [] })
  await createExperiment(mia, { org, project: 'lab', name: 'one more' })
  for (const at of each)
    await seedTracked(mia, org, {
      project: 'lab',
      params: { [`param_${at}`]: `${at}` },
      metrics: { [`metric_${at}`]: at },
      ...(at > 0 && at % 2 === 0 && { parent: size + 1 }),
    })
  for (const at of each)
    await defineField(acme.as('admin'), { org, label: `Field ${at}`, kind: 'text' })
  for (const model of ['churn', ...each.slice(1).map((at) => `other-${at}`)]) {
    await modelOf(mia, org, model)
    const fields = Object.fromEntries(each.map((at) => [`field_${at}`, 'said']))
    await setFields(mia, { org, model, ...fields })
    for (const _ of [...each, 'approved', 'pending'])
      await registered(mia, org, {
        model,
        metrics: Object.fromEntries(each.map((at) => [`metric_${at}`, at])),
      })
    await approveVersion(ben, { org, model, version: 1 })
    for (const at of each) {
      await createComment(mia, { org, model, body: `Remark ${at}` })
      await createComment(mia, { org, model, version: 1, body: `Remark ${at}` })
    }
  }
  return { org, person: acme.personId('approver'), origin: ben.origin }
}

interface Listed {
  page: string
  of: (props: { params: Promise<Address>; searchParams: Promise<Search> }) => Promise<unknown>
  most: number
  search?: Search
}
type Address = {
  org: string
  model: string
  version: string
  project: string
  experiment: string
}
type Search = Record<string, string>

const narrowed = { q: 'name:churn,other*', columns: 'metric.metric_0,field.field_0' }

it.each<Listed>([
  { page: 'the inventory', of: ModelsPage, most: 10 },
  { page: 'the inventory, narrowed', of: ModelsPage, most: 12, search: narrowed },
  { page: 'the versions of all models', of: AllVersionsPage, most: 9 },
  { page: 'the versions of a model', of: ModelVersionsPage, most: 12 },
  { page: 'a model', of: ModelPage, most: 20 },
  { page: 'a version', of: VersionPage, most: 16 },
  { page: 'what waits for review', of: ReviewsPage, most: 4 },
  { page: 'the runs', of: RunsPage, most: 7 },
  { page: 'the experiments', of: ExperimentsPage, most: 5 },
  { page: 'the runs of an experiment', of: ExperimentPage, most: 9 },
  { page: 'runs side by side', of: CompareRunsPage, most: 8, search: { run: '1' } },
])('asks as often for much as for little: $page', async ({ of, most, search = {} }) => {
  const ask = async ({ org, person, origin }: Asked) => {
    // A session that is older writes down once in a while that it was seen.
    cookie.secret = (await startSession(person, origin)).secret
    const params = Promise.resolve({
      ...{ org, model: 'churn', version: 'v2' },
      ...{ project: 'lab', experiment: '0' },
    })
    return queriesOf(() => of({ params, searchParams: Promise.resolve(search) }))
  }
  const asked = await ask(few)
  expect(await ask(many)).toBe(asked)
  // Roles come with the caller and policies with the rows, however many there are.
  expect(await ask(governed)).toBe(asked)
  expect(asked).toBeLessThanOrEqual(most)
})
