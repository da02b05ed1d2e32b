import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { updateMember } from '../members/update'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { disableServiceAccount } from '../service-accounts/disable'
import { addTeamMember } from '../teams/members'
import { removeTeam } from '../teams/remove'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf } from '../testing/registry'
import { grantModel, grantOrganization, grantProject } from './grant'
import { listRolesOfTeam } from './of-holder'
import { listModelAccess, listOrganizationAccess } from './queries'
import { revokeModel, revokeOrganization } from './revoke'

let hub: TestHub
let acme: TestOrganization
let org: string
let ada: Ctx
let mia: Ctx
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  ada = acme.as('admin')
  mia = acme.as('maintainer')
  await modelOf(mia, org, 'churn')
})

const lastEvent = async () => (await acme.events()).at(-1)

describe('a role of a team', () => {
  it('on a model is held by each of its members, and ends with the place in the team', async () => {
    const id = await acme.team('risk', ['reader'])
    await updateModel(mia, { org, model: 'churn', accessMode: 'restricted' })
    const given = await grantModel(ada, { org, model: 'churn', team: 'risk', role: 'contributor' })
    expect(given).toMatchObject({ person: null, team: { slug: 'risk', name: 'risk' } })
    expect(await lastEvent()).toMatchObject({ after: { team: id, role: 'contributor' } })
    const rename = async () =>
      updateModel(await acme.signedIn('reader'), { org, model: 'churn', tags: ['seen'] })
    await expect(rename()).resolves.toBeTruthy()
    await revokeModel(ada, { org, model: 'churn', id: given.id })
    expect(await lastEvent()).toMatchObject({ before: { team: id, role: 'contributor' } })
    await expect(rename()).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('stands in the list of who has access, and with its members as what they hold it through', async () => {
    await acme.team('risk', ['reader'])
    await grantModel(ada, { org, model: 'churn', team: 'risk', role: 'approver' })
    const { items } = await listModelAccess(mia, { org, model: 'churn', limit: 500 })
    const told = items.filter(({ team, person }) => team || person?.name === 'Rita')
    expect(told).toEqual([
      {
        ...{ person: null, serviceAccount: null, team: { slug: 'risk', name: 'risk' } },
        grants: [
          { role: 'approver', from: 'model', project: null, through: null, id: expect.any(String) },
        ],
      },
      {
        ...{ team: null, serviceAccount: null },
        person: { id: acme.personId('reader'), name: 'Rita', email: `rita@${org}.example` },
        grants: [
          {
            ...{ role: 'approver', from: 'model', project: null, id: null },
            through: { slug: 'risk', name: 'risk' },
          },
          { role: 'reader', from: 'organization', project: null, through: null, id: null },
        ],
      },
    ])
  })

  it('as an approver is given by admins only, on a model and on a project', async () => {
    await acme.team('risk', ['reader'])
    await createProject(mia, { org, name: 'Lab' })
    const reason = /^Who approves is chosen by an admin of the organization\./
    const refused = { kind: 'forbidden', message: expect.stringMatching(reason) }
    const wanted = { org, team: 'risk', role: 'approver' } as const
    await expect(grantModel(mia, { ...wanted, model: 'churn' })).rejects.toMatchObject(refused)
    const signedIn = await acme.signedIn('maintainer')
    const onProject = grantProject(signedIn, { ...wanted, project: 'lab' })
    await expect(onProject).rejects.toMatchObject(refused)
    await grantModel(ada, { ...wanted, model: 'churn' })
    const joins = { org, team: 'risk', person: acme.personId('maintainer') }
    await expect(addTeamMember(mia, joins)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('in the organization makes admins of its members, the last of whom stays', async () => {
    await acme.team('office', ['reader'])
    const given = await grantOrganization(ada, { org, team: 'office', role: 'admin' })
    const rita = await acme.signedIn('reader')
    await updateMember(rita, { org, id: acme.personId('admin'), roles: ['reader'] })
    await expect(revokeOrganization(rita, { org, id: given.id })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('nobody would be an admin'),
    })
    await updateMember(rita, { org, id: acme.personId('admin'), roles: ['admin'] })
    await expect(revokeOrganization(rita, { org, id: given.id })).resolves.toBeNull()
    expect(await lastEvent()).toMatchObject({ action: 'organization.revoke', outcome: 'done' })
  })

  it('is told of the team with what it holds on, but for models that the caller does not see', async () => {
    await acme.team('risk')
    await createProject(mia, { org, name: 'Lab' })
    await modelOf(mia, org, 'closed')
    await updateModel(mia, { org, model: 'closed', accessMode: 'restricted' })
    const of = { org, team: 'risk' }
    await grantOrganization(ada, { ...of, role: 'reader' })
    await grantProject(ada, { ...of, project: 'lab', role: 'maintainer' })
    for (const model of ['churn', 'closed'])
      await grantModel(ada, { ...of, model, role: 'approver' })
    const told = async (ctx: Ctx) =>
      (await listRolesOfTeam(ctx, of)).items.map(({ role, on, slug }) => `${role} ${on} ${slug}`)
    const open = [`reader organization ${org}`, 'maintainer project lab', 'approver model churn']
    expect(await told(acme.as('reader'))).toEqual(open)
    expect(await told(ada)).toEqual([...open, 'approver model closed'])
  })

  it('is gone from every list once the team is removed', async () => {
    await acme.team('risk', ['reader'])
    await grantModel(mia, { org, model: 'churn', team: 'risk', role: 'maintainer' })
    await removeTeam(ada, { org, team: 'risk' })
    const { items } = await listModelAccess(mia, { org, model: 'churn', limit: 500 })
    expect(items.flatMap(({ grants }) => grants).filter(({ through }) => through)).toEqual([])
    expect(items.filter(({ team }) => team)).toEqual([])
  })
})

describe('a role of a service account', () => {
  it('is what its token acts by, and not what its owner may', async () => {
    const robot = await acme.serviceAccountToken({ roles: [], owner: 'maintainer' })
    const restrict = updateModel(robot.ctx, { org, model: 'churn', tags: ['seen'] })
    await expect(restrict).rejects.toMatchObject({ kind: 'forbidden' })
    const wanted = { org, model: 'churn', serviceAccount: robot.slug } as const
    const given = await grantModel(mia, { ...wanted, role: 'contributor' })
    expect(given.serviceAccount).toEqual({ slug: robot.slug, name: robot.slug })
    expect(await lastEvent()).toMatchObject({ after: { serviceAccount: robot.id } })
    const again = await grantModel(mia, { ...wanted, role: 'contributor' }).catch((e) => e)
    expect(again).toMatchObject({ kind: 'conflict' })
    const list = await listModelAccess(mia, { org, model: 'churn' })
    expect(list.items[0]?.serviceAccount ?? list.items[1]?.serviceAccount).toMatchObject({
      slug: robot.slug,
    })
  })

  it.each(['approver', 'auditor', 'admin'] as const)('is never %s', async (role) => {
    const { slug } = await acme.serviceAccountToken()
    const refused = { kind: 'invalid', fields: { role: expect.any(String) } }
    const inAll = grantOrganization(ada, { org, serviceAccount: slug, role })
    await expect(inAll).rejects.toMatchObject(refused)
    if (role !== 'approver') return
    const onModel = grantModel(ada, { org, model: 'churn', serviceAccount: slug, role })
    await expect(onModel).rejects.toMatchObject(refused)
  })

  it('is not given to one that is disabled', async () => {
    const { slug } = await acme.serviceAccountToken()
    await disableServiceAccount(ada, { org, account: slug })
    const late = grantOrganization(ada, { org, serviceAccount: slug, role: 'reader' })
    await expect(late).rejects.toMatchObject({ fields: { serviceAccount: expect.any(String) } })
  })
})

describe('a role in the organization', () => {
  it('is given to teams and service accounts here, and to members with their other roles', async () => {
    await acme.team('crew')
    const { slug } = await acme.serviceAccountToken({ roles: [] })
    const team = await grantOrganization(ada, { org, team: 'crew', role: 'auditor' })
    await grantOrganization(ada, { org, serviceAccount: slug, role: 'contributor' })
    const { items } = await listOrganizationAccess(acme.as('auditor'), { org, limit: 500 })
    const told = items.map(
      ({ person, team, serviceAccount, grants }) =>
        `${(person ?? team ?? serviceAccount)?.name} ${grants.map(({ role }) => role)}`,
    )
    expect(told).toEqual(
      expect.arrayContaining(['Ada admin', 'crew auditor', `${slug} contributor`]),
    )
    const own = items.find(({ person }) => person?.name === 'Ada')?.grants[0]?.id ?? ''
    const member = revokeOrganization(ada, { org, id: own })
    await expect(member).rejects.toMatchObject({ kind: 'conflict' })
    await expect(revokeOrganization(mia, { org, id: team.id })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    const nobody = listOrganizationAccess(mia, { org })
    await expect(nobody).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('goes to exactly one, who exists', async () => {
    await acme.team('crew')
    const none = grantOrganization(ada, { org, role: 'reader' })
    await expect(none).rejects.toMatchObject({ kind: 'invalid' })
    const both = { team: 'crew', serviceAccount: 'x', role: 'reader' } as const
    await expect(grantOrganization(ada, { org, ...both })).rejects.toMatchObject({
      kind: 'invalid',
    })
    const absent = grantOrganization(ada, { org, team: 'nobody', role: 'reader' })
    await expect(absent).rejects.toMatchObject({ fields: { team: expect.any(String) } })
    const other = await hub.organization()
    await other.team('theirs')
    const foreign = grantOrganization(ada, { org, team: 'theirs', role: 'reader' })
    await expect(foreign).rejects.toMatchObject({ fields: { team: expect.any(String) } })
  })
})
