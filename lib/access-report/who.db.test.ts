import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { models, projects, roles } from '@/db/schema/tables'
import { type Action, can } from '../access'
import type { Role } from '../actor'
import { removeMember } from '../members/remove'
import { updateMember } from '../members/update'
import { updateModel } from '../models/update'
import { setModelPolicy } from '../policies/set'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import {
  accountContext,
  dissolveTeam,
  type Giving,
  give,
  leaveTeam,
  serviceAccountOf,
  signedIn,
  takeOrganizationRoles,
  teamOf,
} from '../testing/roles'
import { findVersion } from '../versions/find'
import { askable } from './askable'
import { mayDoInOrganization, mayDoInProject, mayDoOnModel } from './may'
import { whoMayInOrganization, whoMayInProject, whoMayOnModel } from './who'

let hub: TestHub
let acme: TestOrganization
let org: string
let modelId: string
let projectId: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  const mia = acme.as('maintainer')
  await createProject(mia, { org, name: 'Lab' })
  await modelOf(mia, org, 'churn')
  await updateModel(mia, { org, model: 'churn', projects: ['lab'] })
  const { read } = hub.database
  const [model] = await read.select().from(models).where(eq(models.organizationId, acme.id))
  const [project] = await read.select().from(projects).where(eq(projects.organizationId, acme.id))
  modelId = model?.id ?? ''
  projectId = project?.id ?? ''
})

const ada = () => acme.as('admin')
const on = (scope: Giving['scope']) =>
  ({ organization: acme.id, project: projectId, model: modelId })[scope]
const names = (items: { person: { name: string }; may: boolean }[]) =>
  items.filter(({ may }) => may).map(({ person }) => person.name)

describe('who may approve a model', () => {
  const approvers = () => whoMayOnModel(ada(), { org, model: 'churn', can: 'version.approve' })

  it('is told with every way that leads to it', async () => {
    const team = await teamOf(hub, acme, 'risk', [
      acme.personId('reader'),
      acme.personId('approver'),
    ])
    await give(
      hub,
      acme,
      { kind: 'team', to: team, scope: 'project', on: projectId, role: 'approver' },
      {
        kind: 'person',
        to: acme.personId('contributor'),
        scope: 'model',
        on: modelId,
        role: 'approver',
      },
    )
    const { items, teams, needs } = await approvers()
    const risk = { slug: 'risk', name: 'risk' }
    expect(needs).toEqual(['approver'])
    expect(Object.fromEntries(items.map(({ person, through }) => [person.name, through]))).toEqual({
      Ana: [{ role: 'approver', from: 'model', project: null, team: null }],
      Ben: [
        { role: 'approver', from: 'project', project: 'lab', team: risk },
        { role: 'approver', from: 'organization', project: null, team: null },
      ],
      Rita: [{ role: 'approver', from: 'project', project: 'lab', team: risk }],
    })
    expect(teams).toEqual([
      {
        team: risk,
        members: 2,
        through: [{ role: 'approver', from: 'project', project: 'lab', team: risk }],
      },
    ])
  })

  it('leaves out who left the team, a team that is gone, and who is no member', async () => {
    const [rita, ana, otto] = [
      acme.personId('reader'),
      acme.personId('contributor'),
      acme.personId('auditor'),
    ]
    const risk = await teamOf(hub, acme, 'risk', [rita, ana])
    const gone = await teamOf(hub, acme, 'gone', [otto])
    for (const to of [risk, gone])
      await give(hub, acme, { kind: 'team', to, scope: 'model', on: modelId, role: 'approver' })
    expect(names((await approvers()).items)).toEqual(['Ana', 'Ben', 'Otto', 'Rita'])
    await leaveTeam(hub, acme, risk, rita)
    await dissolveTeam(hub, acme, gone)
    await removeMember(ada(), { org, id: ana })
    const { items, teams } = await approvers()
    expect(names(items)).toEqual(['Ben'])
    expect(teams).toMatchObject([{ team: { slug: 'risk' }, members: 0 }])
  })

  it('names who registered a version as who may not decide on it', async () => {
    const ana = acme.personId('contributor')
    await give(hub, acme, {
      kind: 'person',
      to: ana,
      scope: 'model',
      on: modelId,
      role: 'approver',
    })
    await registered(acme.as('contributor'), org, { model: 'churn' })
    const asked = { org, model: 'churn', can: 'version.approve' }
    const { items } = await whoMayOnModel(ada(), { ...asked, version: 1 })
    expect(names(items)).toEqual(['Ben'])
    expect(items.find(({ may }) => !may)).toMatchObject({
      person: { name: 'Ana' },
      reason: 'Registered this version or made its run, so someone else must decide.',
    })
  })

  it('names no service account, and says why', async () => {
    const id = await serviceAccountOf(hub, acme, 'ci', acme.personId('admin'))
    await give(hub, acme, {
      kind: 'service_account',
      to: id,
      scope: 'model',
      on: modelId,
      role: 'approver',
    })
    expect((await approvers()).serviceAccounts).toMatchObject([
      { account: { slug: 'ci' }, may: false, reason: expect.stringContaining('service account') },
    ])
  })

  it('is told to maintainers of the model, admins and auditors, and to nobody else', async () => {
    const asked = { org, model: 'churn', can: 'version.approve' }
    for (const role of ['reader', 'contributor', 'approver'] as const)
      await expect(whoMayOnModel(acme.as(role), asked)).rejects.toMatchObject({ kind: 'forbidden' })
    for (const role of ['maintainer', 'admin', 'auditor'] as const)
      expect(names((await whoMayOnModel(acme.as(role), asked)).items)).toEqual(['Ben'])
  })

  it('comes page by page, and an unknown action is refused with those that are known', async () => {
    const asked = { org, model: 'churn', can: 'model.read', limit: 4 }
    const first = await whoMayOnModel(ada(), asked)
    const second = await whoMayOnModel(ada(), { ...asked, cursor: first.nextCursor ?? '' })
    expect([...names(first.items), ...names(second.items)]).toEqual([
      ...['Ada', 'Ana', 'Ben', 'Mia', 'Otto', 'Rita'],
    ])
    expect(second.nextCursor).toBeNull()
    await expect(whoMayOnModel(ada(), { ...asked, can: 'tea.make' })).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/^can: Ask about one of model\.read, /),
    })
    await expect(whoMayOnModel(ada(), { ...asked, cursor: 'x' })).rejects.toMatchObject({
      kind: 'invalid',
    })
  })

  it('takes as many queries for many people and teams as for few', async () => {
    const asked = { org, model: 'churn', can: 'version.approve' }
    const few = await queriesOf(() => whoMayOnModel(ada(), asked))
    for (let n = 0; n < 30; n++) {
      const to = await teamOf(
        hub,
        acme,
        `team-${n}`,
        [...roles].map((role) => acme.personId(role)),
      )
      await give(hub, acme, { kind: 'team', to, scope: 'model', on: modelId, role: 'approver' })
    }
    expect(await queriesOf(() => whoMayOnModel(ada(), asked))).toBe(few)
    expect(few).toBeLessThanOrEqual(4)
  })
})

/** Numbers that look random and are the same on every run. */
function dice(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('the report', () => {
  it.each([1, 2, 3])(
    'says of everyone what can() says, however roles are given (%i)',
    async (seed) => {
      const roll = dice(seed)
      const pick = <T>(of: readonly T[]): T => of[roll(of.length)] as T
      const people = roles.map((role) => acme.personId(role))
      for (const to of people) if (roll(2)) await takeOrganizationRoles(hub, acme, to)
      // Else nobody could be asked.
      await give(hub, acme, {
        ...{ kind: 'person', to: acme.personId('admin'), scope: 'organization' },
        ...{ on: acme.id, role: 'admin' },
      })
      const teams = []
      for (const slug of ['risk', 'legal', 'gone'])
        teams.push(
          await teamOf(
            hub,
            acme,
            slug,
            people.filter(() => roll(2) === 1),
          ),
        )
      const accounts = []
      for (const slug of ['ci', 'nightly']) {
        const ownerId = pick(people)
        accounts.push({ ownerId, slug, id: await serviceAccountOf(hub, acme, slug, ownerId) })
      }
      const principals = [
        ...people.map((to) => ({ kind: 'person' as const, to })),
        ...teams.map((to) => ({ kind: 'team' as const, to })),
        ...accounts.map(({ id }) => ({ kind: 'service_account' as const, to: id })),
      ]
      for (let n = 0; n < 14; n++) {
        const scope = pick(['organization', 'project', 'model'] as const)
        await give(hub, acme, {
          ...pick(principals),
          scope,
          on: on(scope),
          role: pick(roles) as Role,
        })
      }
      await dissolveTeam(hub, acme, teams[2] ?? '')
      await give(hub, acme, {
        ...{ kind: 'person', to: pick(people), scope: 'model', on: modelId, role: 'contributor' },
      })
      if (roll(2)) await updateModel(ada(), { org, model: 'churn', accessMode: 'restricted' })
      await registered(await signedIn(acme.personId('admin')), org, { model: 'churn' })
      const ref = { org, model: 'churn', version: 1 }
      const version = await findVersion(hub.database.read, ada(), ref)
      const places = {
        model: {
          subject: version.access,
          who: (can: string) => whoMayOnModel(ada(), { ...ref, can }),
          may: (person: string) => mayDoOnModel(ada(), { ...ref, person }),
        },
        project: {
          subject: { organizationId: acme.id, projectIds: [projectId] },
          who: (can: string) => whoMayInProject(ada(), { org, project: 'lab', can }),
          may: (person: string) => mayDoInProject(ada(), { org, project: 'lab', person }),
        },
        organization: {
          subject: { organizationId: acme.id },
          who: (can: string) => whoMayInOrganization(ada(), { org, can }),
          may: (person: string) => mayDoInOrganization(ada(), { org, person }),
        },
      }
      const contexts = new Map(
        await Promise.all(people.map(async (id) => [id, await signedIn(id)] as const)),
      )
      const acting = await Promise.all(
        accounts.map(async (one) => [one.slug, await accountContext(hub, acme, one)] as const),
      )
      for (const [place, { subject, who, may }] of Object.entries(places)) {
        for (const action of askable[place as keyof typeof places]) {
          const { items, serviceAccounts } = await who(action)
          const told = items.filter((one) => one.may).map(({ person }) => person.id)
          const truth = people.filter((id) => {
            const ctx = contexts.get(id)
            return ctx && can(ctx, action, subject).ok
          })
          expect({ place, action, told: told.sort() }).toEqual({
            place,
            action,
            told: truth.sort(),
          })
          const accountsTold = serviceAccounts
            .filter((one) => one.may)
            .map(({ account }) => account.slug)
          const acts = acting
            .filter(([, ctx]) => can(ctx, action, subject).ok)
            .map(([slug]) => slug)
          expect({ place, action, accountsTold }).toEqual({ place, action, accountsTold: acts })
        }
        if (place === 'model') continue
        for (const [id, ctx] of contexts)
          for (const { action, may: told } of (await may(id)).actions)
            expect({ place, action, told }).toEqual({
              ...{ place, action },
              told: can(ctx, action as Action, subject).ok,
            })
      }
    },
  )
})

it('counts whom decisions count: a role above the one that the policy names will do', async () => {
  const model = { org, model: 'churn' }
  for (const role of ['admin', 'reader'] as const) {
    const roles = [role, 'approver' as const]
    await updateMember(acme.as('admin'), { org, id: acme.personId(role), roles })
  }
  const approvals = { count: 1, roles: ['maintainer' as const] }
  await setModelPolicy(acme.as('admin'), { ...model, approvals })
  const { items } = await whoMayOnModel(acme.as('admin'), { ...model, can: 'version.approve' })
  const told = items.map(({ person, may, counts, reason }) => [person.name, may, counts, reason])
  const short = 'The policy wants approvals from people who are maintainer here.'
  expect(told).toEqual([
    ['Ada', true, true, null],
    ['Ben', true, false, short],
    ['Rita', true, false, short],
  ])
})

it('tells of one person whose version it is, where that is asked', async () => {
  const model = { org, model: 'churn' }
  const id = acme.personId('contributor')
  const roles = ['contributor' as const, 'approver' as const]
  await updateMember(acme.as('admin'), { org, id, roles })
  const { version } = await registered(acme.as('contributor'), org, { model: 'churn' })
  const approves = async (more: object) => {
    const { actions } = await mayDoOnModel(acme.as('admin'), { ...model, person: id, ...more })
    return actions.find(({ action }) => action === 'version.approve')?.may
  }
  expect(await approves({})).toBe(true)
  expect(await approves({ version })).toBe(false)
})
