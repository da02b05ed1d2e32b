import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { moveAlias } from '../aliases/move'
import { deleteDataset } from '../datasets/life'
import { deleteModel } from '../models/life'
import { getModel } from '../models/queries'
import { createRun } from '../runs/create'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { deleteVersion, restoreVersion } from '../versions/life'
import { listVersions } from '../versions/queries'
import { registerVersion } from '../versions/register'
import { datasetOf } from './testing'

let hub: TestHub
let acme: TestOrganization
let mia: Ctx
let ana: Ctx
let ben: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  mia = acme.as('maintainer')
  ana = acme.as('contributor')
  ben = acme.as('approver')
})
afterAll(() => hub.close())

const org = () => acme.slug
const won = (tries: PromiseSettledResult<unknown>[]) => tries.map(({ status }) => status)
const rounds = Array.from({ length: 8 }, (_, round) => round)

describe('at once', () => {
  it('approve and delete: never an approved version that latest leads to and nobody finds', async () => {
    for (const round of rounds) {
      const model = `decided-${round}`
      await modelOf(mia, org(), model)
      await registered(ana, org(), { model })
      const ref = { org: org(), model, version: 1 }
      const [approval, removal] = await Promise.allSettled([
        approveVersion(ben, ref),
        deleteVersion(mia, ref),
      ])
      const { latest } = await getModel(ana, ref)
      // Whoever came second met what the first had done: not there any more, or held by latest.
      expect({ latest: latest !== null, removed: removal.status === 'fulfilled' }).toEqual({
        latest: approval.status === 'fulfilled',
        removed: approval.status === 'rejected',
      })
    }
  })

  it('register and delete of the model: a version is in a model that is there, or not made', async () => {
    for (const round of rounds) {
      const model = `filled-${round}`
      await modelOf(mia, org(), model)
      const before = (await acme.events()).length
      const [made, removed] = await Promise.allSettled([
        registerVersion(ana, { org: org(), model, files: [] }),
        deleteModel(mia, { org: org(), model }),
      ])
      expect(removed.status).toBe('fulfilled')
      if (made.status === 'rejected') expect(made.reason).toMatchObject({ kind: 'not_found' })
      const actions = (await acme.events()).slice(before).map(({ action }) => action)
      expect(actions).toEqual(
        made.status === 'fulfilled' ? ['version.register', 'model.delete'] : ['model.delete'],
      )
    }
  })

  it('alias move and delete of the version: no alias leads to a deleted version', async () => {
    for (const round of rounds) {
      const model = `pointed-${round}`
      await modelOf(mia, org(), model)
      await registered(mia, org(), { model })
      const ref = { org: org(), model, version: 1 }
      await Promise.allSettled([
        moveAlias(mia, { ...ref, alias: 'production' }),
        deleteVersion(mia, { ...ref, force: true }),
      ])
      await restoreVersion(mia, ref)
      const { items } = await listVersions(mia, ref)
      expect(items.map(({ aliases }) => aliases)).toEqual([[]])
    }
  })

  it('a run that takes it and delete: the run is made and holds it, or is not made', async () => {
    await projectOf(ana, org(), 'racing')
    for (const round of rounds) {
      const model = `taken-${round}`
      await modelOf(mia, org(), model)
      await registered(mia, org(), { model })
      await datasetOf(mia, org(), `rows-${round}`)
      for (const [uri, remove] of [
        [`model://${model}/v1`, () => deleteModel(mia, { org: org(), model })],
        [
          `dataset://rows-${round}/v1`,
          () => deleteDataset(mia, { org: org(), dataset: `rows-${round}` }),
        ],
      ] as const) {
        const inputs = [{ name: 'it', uri }]
        const tries = await Promise.allSettled([
          createRun(ana, { org: org(), project: 'racing', inputs }),
          remove(),
        ])
        expect(won(tries).sort()).toEqual(['fulfilled', 'rejected'])
      }
    }
  })

  it('ten deletions: one is done and recorded, nine are told that it is', async () => {
    await modelOf(mia, org(), 'popular')
    const before = (await acme.events()).length
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => deleteModel(mia, { org: org(), model: 'popular' })),
    )
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused).toHaveLength(9)
    for (const error of refused) expect(error).toMatchObject({ kind: 'conflict' })
    expect((await acme.events()).slice(before)).toMatchObject([{ action: 'model.delete' }])
  })
})
