import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInFailures } from '@/db/schema/tables'
import { grantModel } from '../grants/grant'
import { newId } from '../ids'
import { removeMember } from '../members/remove'
import { endSession, startSession } from '../sessions/session'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf } from '../testing/registry'
import { join } from '../testing/roles'
import { getPerson } from './person'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await modelOf(acme.as('maintainer'), acme.slug, 'churn')
})
afterAll(() => hub.close())

const of = (role: 'reader' | 'contributor', as: 'auditor' | 'admin' | 'reader' = 'auditor') =>
  getPerson(acme.as(as), { org: acme.slug, person: acme.personId(role) })

describe('the page of a person', () => {
  it('tells auditors and admins their roles, and how they signed in', async () => {
    const given = { org: acme.slug, model: 'churn', person: acme.personId('reader') }
    await grantModel(acme.as('maintainer'), { ...given, role: 'contributor' })
    const { origin } = acme.as('reader')
    const { secret } = await startSession(acme.personId('reader'), origin)
    await endSession(secret)
    await startSession(acme.personId('reader'), origin)
    const email = `rita@${acme.slug}.example`
    await hub.database.write.transaction((tx) =>
      tx.insert(signInFailures).values({ id: newId(), email, ip: '192.0.2.9', at: new Date() }),
    )
    for (const as of ['auditor', 'admin'] as const) {
      const person = await getPerson(acme.as(as), { org: acme.slug, person: given.person })
      expect(person).toMatchObject({
        kind: 'person',
        name: 'Rita',
        email,
        until: null,
        owner: null,
        roles: [
          { role: 'reader', scope: 'organization', slug: acme.slug, team: null },
          { role: 'contributor', scope: 'model', slug: 'churn', team: null },
        ],
        signIns: [
          { method: 'password', ip: '192.0.2.7', endedAt: null },
          { endedAt: expect.any(String) },
        ],
        refusedSignIns: 1,
      })
    }
  })

  it('is for nobody else but themselves', async () => {
    expect((await of('reader', 'reader')).name).toBe('Rita')
    await expect(of('contributor', 'reader')).rejects.toMatchObject({ kind: 'forbidden' })
    const stranger = (await hub.organization()).as('admin')
    const elsewhere = { org: acme.slug, person: acme.personId('reader') }
    await expect(getPerson(stranger, elsewhere)).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is not there for who was never a member, and stays for who was', async () => {
    const other = await hub.organization()
    for (const person of [other.personId('reader'), newId(), 'x'])
      await expect(getPerson(acme.as('auditor'), { org: acme.slug, person })).rejects.toMatchObject(
        { kind: 'not_found' },
      )
    await removeMember(acme.as('admin'), { org: acme.slug, id: acme.personId('contributor') })
    expect(await of('contributor')).toMatchObject({
      name: 'Ana',
      until: expect.any(String),
      roles: [],
    })
  })

  it('tells nobody else of sign-ins for another organization, or from after they left', async () => {
    const person = acme.personId('approver')
    const start = () => startSession(person, acme.as('reader').origin)
    const ofPerson = (as = acme.as('admin')) => getPerson(as, { org: acme.slug, person })
    await start()
    expect(await ofPerson()).toMatchObject({ signIns: [{}], hiddenSignIns: false })
    const other = await hub.organization()
    await join(hub, other, person)
    await start()
    const seen = await getPerson(other.as('auditor'), { org: other.slug, person })
    expect(seen).toMatchObject({ signIns: [], hiddenSignIns: true })
    expect(await ofPerson()).toMatchObject({ hiddenSignIns: true })
    expect((await ofPerson(acme.as('approver'))).signIns).toHaveLength(2)
    await removeMember(acme.as('admin'), { org: acme.slug, id: person })
    await start()
    expect((await ofPerson()).signIns.length).toBeLessThanOrEqual(1)
  })
})
