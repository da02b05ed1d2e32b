import { roles } from '@/db/schema/tables'
import { moveAlias } from '@/lib/aliases/move'
import { createComment } from '@/lib/comments/create'
import { createDataset } from '@/lib/datasets/create'
import { registerDatasetVersion } from '@/lib/datasets/register'
import { deploymentOf, deploys } from '@/lib/deployments/testing'
import { newId } from '@/lib/ids'
import { addMember } from '@/lib/members/add'
import { archiveModel, deleteModel } from '@/lib/models/life'
import { createRun } from '@/lib/runs/create'
import { projectOf, ranJob } from '@/lib/runs/testing'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import type { TestHub, TestOrganization } from '@/lib/testing/hub'
import { modelOf, registered, sha256 } from '@/lib/testing/registry'
import { approveVersion, rejectVersion } from '@/lib/versions/decide'
import type { World } from './calls'

/**
 * An organization with one of everything, a second one, and people of every role. Calls name what is there as
 * often as what is not; the ids are those of members and tokens that nobody needs.
 */
export async function makeWorld(hub: TestHub): Promise<World> {
  const acme = await hub.organization()
  const other = await hub.organization()
  const org = acme.slug
  const mia = acme.as('maintainer')
  await furnish(acme)
  await modelOf(other.as('maintainer'), other.slug, 'foreign')
  const ids = [newId()]
  for (const name of ['Spare', 'Extra']) {
    const email = `${name.toLowerCase()}@${org}.example`
    ids.push((await addMember(acme.as('admin'), { org, email, name, roles: ['reader'] })).id)
    ids.push((await acme.token('contributor')).actor.id ?? '')
  }
  for (const version of [1, 2, undefined])
    ids.push((await createComment(mia, { org, model: 'churn', version, body: 'Well?' })).id)
  const contents = new Map(words.map((word) => [sha256(word), Buffer.from(word)]))
  const often = (name: string, ...rest: string[]) => [...Array<string>(8).fill(name), ...rest]
  return {
    contents,
    callers: await callersOf(acme, other),
    known: {
      org: [...often(org), ...often(org, other.slug, 'nowhere')],
      model: often('churn', 'spare', 'asleep', 'gone', 'foreign', 'absent'),
      version: ['1', '2', '3', 'v1', 'v2', 'v3', '1', '2', '3', 'latest', 'production', '99'],
      project: often('lab', 'absent'),
      projects: ['lab'],
      run: ['1', '2', '3', '4', '5', '3', '4', '5', '99', 'run://lab/1'],
      dataset: often('rows', 'absent'),
      alias: ['production', 'canary'],
      deployment: often('front', 'absent'),
      revision: ['1', '1', '2', '99'],
      id: ids,
      name: ['model.bin', 'a.txt', 'data/a.csv', 'absent.bin'],
      sha256: [...contents.keys(), sha256('absent')],
      slug: ['churn', 'fresh', 'fresh-2'],
      uri: ['churn/latest', 'churn/v1', 'churn/production/model.bin', 'absent/1']
        .map((path) => `model://${path}`)
        .concat('dataset://rows/v1', 'run://lab/1', `model://${org}/churn/2`, mia.newId()),
      key: ['front', 'loss', 'accuracy', 'a b', 'a.txt'],
      body: [
        `Hello @spare@${org}.example`,
        `<@${acme.personId('reader')}> \`<@${newId()}>\` @nobody@nowhere.example`,
        '>'.repeat(3000),
        '*a '.repeat(2000),
        '| a |\n|---|\n| <script>alert(1)</script> |',
      ],
      email: ['new@example.com', `spare@${org}.example`],
      at: [new Date().toISOString()],
      expiresAt: [new Date(Date.now() + 86_400_000).toISOString()],
      offset: ['0', '0', '6'],
    },
  }
}

const words = ['', 'a', 'weights', 'shared', 'some longer content '.repeat(50)]

async function furnish(acme: TestOrganization): Promise<void> {
  const org = acme.slug
  const mia = acme.as('maintainer')
  await projectOf(mia, org, 'lab')
  for (const model of ['churn', 'spare', 'asleep', 'gone']) await modelOf(mia, org, model)
  for (const content of ['shared', 'weights', 'a'])
    await registered(mia, org, { model: 'churn', content })
  await registered(mia, org, { model: 'spare' })
  await approveVersion(acme.as('approver'), { org, model: 'churn', version: 2 })
  await rejectVersion(acme.as('approver'), { org, model: 'churn', version: 3, note: 'No.' })
  await moveAlias(mia, { org, model: 'churn', alias: 'production', version: 2 })
  await deploymentOf(acme, 'front', { project: 'lab' })
  await deploys(mia, org, 'front', { 'model://churn/v2': 100 })
  await archiveModel(mia, { org, model: 'asleep' })
  await deleteModel(mia, { org, model: 'gone', force: true })
  await ranJob(mia, org, 'lab', { outputs: { 'a.txt': 'shared', 'model.bin': 'weights' } })
  const inputs = [{ name: 'model', uri: 'model://churn/latest' }]
  // Whoever reports to a run is whoever made it.
  for (const role of ['contributor', 'maintainer', 'maintainer', 'maintainer'] as const)
    await createRun(acme.as(role), { org, project: 'lab', inputs })
  await createDataset(mia, { org, slug: 'rows' })
  const files = [{ name: 'data/a.csv', sha256: sha256('shared') }]
  await registerDatasetVersion(mia, { org, dataset: 'rows', version: 'v1', files })
}

/** The headers of a program of each role, of a browser, and of someone from elsewhere. */
async function callersOf(acme: TestOrganization, other: TestOrganization) {
  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })
  const { secret } = await startSession(acme.personId('admin'), acme.as('admin').origin)
  const callers: Record<string, Record<string, string>> = {
    browser: { cookie: `${sessionCookieName()}=${secret}`, 'sec-fetch-site': 'same-origin' },
    stranger: bearer(await other.secret('admin')),
    nobody: {},
  }
  for (const role of roles) callers[role] = bearer(await acme.secret(role))
  return callers
}
