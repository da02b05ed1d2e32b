import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { versions } from '@/db/schema/tables'
import { createRecall } from '../lineage/recall'
import { projectOf, ranJob } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { findVersion } from '../versions/find'
import { archiveVersion } from '../versions/life'
import { checkGate } from './check'
import { gateContext } from './context'
import { evaluateGates } from './evaluate'

let hub: TestHub
let acme: TestOrganization
let org: string

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
})
afterAll(() => hub.close())

const targetOf = (model: string, version: number) =>
  findVersion(hub.database.read, acme.as('reader'), { org, model, version })
const contextOf = async (model: string, version: number) =>
  gateContext(hub.database.read, await targetOf(model, version))

/** A model with a version for each accuracy. */
async function measured(model: string, ...accuracies: (number | 'NaN')[]) {
  const ana = acme.as('contributor')
  await modelOf(ana, org, model)
  for (const accuracy of accuracies) await registered(ana, org, { model, metrics: { accuracy } })
  return {
    approve: (version: number) => approveVersion(acme.as('approver'), { org, model, version }),
  }
}

/** What each expression says of a version. */
async function says(model: string, version: number, ...cels: string[]) {
  for (const cel of cels) expect(checkGate(cel)).toEqual([])
  const gates = cels.map((cel) => ({ name: cel, cel }))
  const results = await evaluateGates(gates, await contextOf(model, version))
  return Object.fromEntries(results.map(({ name, result }) => [name, result]))
}

describe('what gates see', () => {
  it('is the candidate beside the highest approved version other than itself, be that in use or not', async () => {
    const { approve } = await measured('beside', 0.7, 0.8, 0.9, 'NaN')
    expect((await contextOf('beside', 3)).approved).toBeNull()
    await approve(1)
    await approve(3)
    expect((await contextOf('beside', 2)).approved).toMatchObject({ number: 3 })
    expect((await contextOf('beside', 3)).approved).toMatchObject({ number: 1 })
    await archiveVersion(acme.as('maintainer'), { org, model: 'beside', version: 3, force: true })
    const { candidate, approved } = await contextOf('beside', 4)
    expect(approved).toMatchObject({ number: 3, metrics: { accuracy: 0.9 } })
    expect(candidate).toMatchObject({ number: 4, metrics: { accuracy: 'NaN' } })
  })

  it('can be held against another version, or none', async () => {
    await measured('chosen', 0.7, 0.8)
    const [one, two] = [await targetOf('chosen', 1), await targetOf('chosen', 2)]
    const read = hub.database.read
    const against = await gateContext(read, two, { base: one.version.id })
    expect(against.approved).toMatchObject({ number: 1 })
    expect((await gateContext(read, two, { base: null })).approved).toBeNull()
  })

  it('takes two queries, however much a version has', async () => {
    const ana = acme.as('contributor')
    await modelOf(ana, org, 'large')
    const metrics = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`m${n}`, n]))
    await registered(ana, org, { model: 'large', metrics })
    await registered(ana, org, { model: 'large', metrics })
    await approveVersion(acme.as('approver'), { org, model: 'large', version: 1 })
    const target = await targetOf('large', 2)
    expect(await queriesOf(() => gateContext(hub.database.read, target))).toBe(2)
  })

  it('includes what a transaction has written so far', async () => {
    await measured('within', 0.7, 0.8)
    const [one, two] = [await targetOf('within', 1), await targetOf('within', 2)]
    const undone = hub.database.write.transaction(async (tx) => {
      await tx.update(versions).set({ state: 'approved' }).where(eq(versions.id, one.version.id))
      const cel = 'metrics.accuracy >= approved.metrics.accuracy'
      const [result] = await evaluateGates([{ name: 'no worse', cel }], await gateContext(tx, two))
      expect(result).toMatchObject({ result: 'pass', candidate: 0.8, approved: 0.7 })
      tx.rollback()
    })
    await expect(undone).rejects.toThrow('Rollback')
    expect((await contextOf('within', 2)).approved).toBeNull()
  })

  it('is the run that made it, its parameters and its lineage', async () => {
    const ana = acme.as('contributor')
    await projectOf(ana, org, 'jobs')
    const { run } = await ranJob(ana, org, 'jobs', {
      params: { trees: 50, 'max depth': 4, layers: [64, 32] },
      outputs: { 'model.bin': 'weights' },
      sidecars: {
        'model.bin': {
          accuracy: 0.9,
          'valohai.model-versions': [
            {
              model_uri: 'model://made/',
              model_version_tags: ['weekly'],
              model_release_note: 'A.',
            },
          ],
        },
      },
    })
    const always = {
      'run.exists && run.project == "jobs" && run.step == "train" && run.state == "completed"':
        'pass',
      [`run.number == ${run} && run.seconds < 600.0 && run.commit == ""`]: 'pass',
      'params.trees == 50 && params["max depth"] - 1.0 == 3.0 && params.layers[1] == 32': 'pass',
      'version.number == 1 && version.note == "A." && version.tags == ["weekly"]': 'pass',
      'version.files == 1 && version.size == 7 && version.registered <= now': 'pass',
      '!approved.exists && approved.version == 0 && size(approved.metrics) == 0': 'pass',
    }
    expect(await says('made', 1, ...Object.keys(always))).toEqual(always)
    expect(await says('made', 1, 'lineage.recalled')).toEqual({ 'lineage.recalled': 'fail' })
    await createRecall(acme.as('maintainer'), { org, uri: `run://jobs/${run}`, reason: 'Wrong.' })
    expect(await says('made', 1, 'lineage.recalled')).toEqual({ 'lineage.recalled': 'pass' })
  })

  it('is empty rather than absent where no run made it', async () => {
    await measured('bare', 0.7)
    const gates = ['!run.exists', 'run.seconds == 0.0', 'size(params) == 0', '!has(params.trees)']
    expect(await says('bare', 1, ...gates)).toEqual(
      Object.fromEntries(gates.map((cel) => [cel, 'pass'])),
    )
  })
})
