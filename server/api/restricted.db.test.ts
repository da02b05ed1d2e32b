import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/actor'
import { moveAlias } from '@/lib/aliases/move'
import { updateCard } from '@/lib/cards/update'
import { createComment } from '@/lib/comments/create'
import { createDataset } from '@/lib/datasets/create'
import { registerDatasetVersion } from '@/lib/datasets/register'
import { grantModel } from '@/lib/grants/grant'
import { png } from '@/lib/images/testing'
import { uploadImage } from '@/lib/images/upload'
import { updateModel } from '@/lib/models/update'
import { setModelPolicy } from '@/lib/policies/set'
import { createProject } from '@/lib/projects/create'
import { createRun } from '@/lib/runs/create'
import { removeTeamMember } from '@/lib/teams/members'
import { removeTeam } from '@/lib/teams/remove'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, sha256, uploaded } from '@/lib/testing/registry'
import { registerVersion } from '@/lib/versions/register'
import { updateVersion } from '@/lib/versions/update'
import { startServer, type TestServer } from '../testing/server'
import { apiRoutes } from './register'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let org: string
const ids: Record<string, string> = {}
/** What each route answered to Rita, while she was in the team. */
const seen = new Map<string, { status: number; text: string }>()

const routes = apiRoutes.filter(({ method }) => method === 'GET').map(({ path }) => path)
const word = 'zebra'

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  org = acme.slug
  await furnish(acme.as('admin'))
  await acme.team('insiders', ['reader'])
  const given = { org, model: word, team: 'insiders', role: 'reader' } as const
  await grantModel(acme.as('admin'), given)
  for (const path of routes) seen.set(path, await ask(path))
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** A restricted model whose every part bears its name, and what it is made of and used by, which all may see. */
async function furnish(ada: Ctx) {
  await createProject(ada, { org, name: 'Lab' })
  await createDataset(ada, { org, slug: 'rows' })
  await registerDatasetVersion(ada, { org, dataset: 'rows', version: 'v1', files: [] })
  await modelOf(ada, org, word)
  const trained = await createRun(ada, {
    ...{ org, project: 'lab', step: 'train' },
    inputs: [{ name: 'rows', uri: 'dataset://rows/v1' }],
  })
  const digest = await uploaded(ada, org, `${word} weights`)
  const draft = { org, model: word, files: [{ name: `${word}.bin`, sha256: digest }] }
  const said = { note: word, metrics: { [`${word}_score`]: 1 }, params: { [`${word}_rate`]: 1 } }
  await registerVersion(ada, { ...draft, ...said })
  await registerVersion(ada, { ...draft, files: [], run: trained.uri })
  await updateVersion(ada, { org, model: word, version: 1, tags: [`${word}-tag`] })
  await moveAlias(ada, { org, model: word, alias: 'production', version: 1 })
  await updateCard(ada, { org, model: word, blocks: [{ title: word, body: word }] })
  ids.image = (await uploadImage(ada, { org, model: word, bytes: png(1, 1) })).id
  ids.id = (await createComment(ada, { org, model: word, version: 1, body: word })).id
  await createRun(ada, {
    ...{ org, project: 'lab', step: 'predict' },
    inputs: [{ name: 'model', uri: `model://${word}/v1` }],
  })
  await setModelPolicy(ada, { org, model: word, note: word })
  await updateModel(ada, { org, model: word, accessMode: 'restricted', tags: [`${word}-tag`] })
  const events = await acme.events()
  ids.event = events.find(({ subject }) => subject.uri === `model://${word}/v1`)?.id ?? ''
}

/** What a route is asked about, beside what stands in its path. */
const queries: Record<string, string> = {
  '/:org/find': `q=${word}`,
  '/:org/suggestions': 'of=versions&q=model:&at=6',
  '/:org/versions': 'q=state:pending',
  '/:org/resolve': `uri=model://${word}/v1`,
  '/:org/lineage': 'uri=dataset://rows/v1&depth=5',
  '/:org/impact': 'uri=dataset://rows/v1',
  '/:org/impact.csv': 'uri=dataset://rows/v1',
  '/:org/compare': `v=model://${word}/v1,model://${word}/v2`,
  '/:org/compare.csv': `v=model://${word}/v1,model://${word}/v2`,
  '/:org/activity': `model=${word}`,
  '/:org/models/:model/access/who': 'can=version.approve',
  '/:org/models/:model/access/may': 'person=0198c0de-0000-7000-8000-000000000000',
}

function pathOf(route: string): string {
  const values: Record<string, string> = {
    ...{ org, model: word, version: 'v1', project: 'lab', dataset: 'rows', alias: 'production' },
    ...{ run: '2', group: '1', revision: '1', sha256: sha256(`${word} weights`), key: word },
    ...{ id: ids.id ?? '', event: ids.event ?? '', datum: ids.id ?? '', team: 'insiders' },
  }
  const path = route
    .replace('/images/:id', `/images/${ids.image}`)
    .replace(/:(\w+)/g, (_, name: string) => values[name] ?? ids.id ?? '')
    .replace('*', /:model/.test(route) ? `${word}.bin` : 'none.bin')
  const past = /^\/:org\/(models\/:model\/)?history$/.test(route)
  const said = past ? `at=${new Date().toISOString()}` : queries[route]
  return said ? `${path}?${said}` : path
}

async function ask(route: string) {
  const answer = await server.fetch(await acme.secret('reader'), 'GET', pathOf(route))
  return { status: answer.status, text: await answer.text() }
}

/** Where the model itself, or a part of it, is asked for by its name or id. */
const addressed = routes.filter(
  (route) =>
    /:model|\/comments\/:id|\/blobs\/|\/activity\/:event/.test(route) ||
    (queries[route]?.includes(word) && route !== '/:org/find'),
)
const lists = routes.filter((route) => !addressed.includes(route))

/** The lists that must name it to who sees it, since they are where people look. */
const telling = [
  ...['/:org/models', '/:org/models.csv', '/:org/models/facets', '/:org/versions'],
  ...['/:org/versions.csv', '/:org/versions/facets', '/:org/suggestions', '/:org/find'],
  ...['/:org/lineage', '/:org/impact', '/:org/impact.csv'],
  '/:org/projects/:project/runs/:run',
]

describe('who sees a restricted model through a team alone', () => {
  it.each(addressed)('is served what they ask for: %s', (route) => {
    const answer = seen.get(route)
    // What a reader may not is refused as everywhere; it is there all the same.
    const served = [200, 302, 307, 403]
    // The version that is asked for was made by no run.
    const fits = served.includes(answer?.status ?? 0) || route.endsWith('/reproduction')
    expect({ route, status: answer?.status, fits }).toMatchObject({ fits: true })
  })

  it.each(telling)('finds it in %s', (route) => {
    expect(seen.get(route)).toMatchObject({ status: 200, text: expect.stringContaining(word) })
  })
})

describe.each([
  {
    who: 'who has left the team',
    lose: () =>
      removeTeamMember(acme.as('admin'), {
        ...{ org, team: 'insiders', id: acme.personId('reader') },
      }),
  },
  {
    who: 'whose team is gone',
    lose: () => removeTeam(acme.as('admin'), { org, team: 'insiders' }),
  },
])('$who', ({ lose }) => {
  beforeAll(async () => {
    await lose()
  })

  it.each(addressed)('is told that there is nothing: %s', async (route) => {
    const { status, text } = await ask(route)
    expect({ route, status }).toEqual({ route, status: 404 })
    // No more than what was asked: its name, where that was in the question.
    expect(text.length).toBeLessThan(400)
  })

  it.each(lists)('reads nothing of it in %s', async (route) => {
    const { text } = await ask(route)
    const told = text.replaceAll(`"${word}"?`, '')
    expect(told).not.toContain(word)
  })
})
