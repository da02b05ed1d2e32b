import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '@/db/connection'
import { resolveUri } from '../resolve/resolve'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { excludedAt, latestAt } from './then'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

const many = 20_000

it('goes down the approvals by their index, past all that came later', async () => {
  const model = await modelOf(acme.as('maintainer'), acme.slug, 'many')
  await registered(acme.as('contributor'), acme.slug, { model })
  const { id, start } = await approvedMany()
  const moment = (n: number) => new Date(start + n)
  for (const n of [many - 1, many / 2, 3]) {
    const at = moment(n + 1).toISOString()
    const resolve = (name: string) =>
      resolveUri(acme.as('reader'), { org: acme.slug, uri: `model://many/${name}?at=${at}` })
    // Each was approved a millisecond after it was registered.
    expect(await resolve('latest')).toMatchObject({ version: n })
    expect(await resolve('newest')).toMatchObject({ version: n + 1, state: 'pending' })
  }
  const at = sql`${moment(many / 2).toISOString()}::timestamptz`
  const { rows } = await hub.database.read.execute<{ 'QUERY PLAN': string }>(sql`
    explain select ${latestAt(sql`models.id`, at, excludedAt(at))} from models where id = ${id}`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Index Scan Backward using version_changes_approved_index/)
  expect(plan).toMatch(/Index Cond: \(\(model_id = models.id\) AND \(at <= /)
}, 120_000)

/** Many more versions of the one model, each a millisecond after the other, seeded by the owner of the tables. */
async function approvedMany(): Promise<{ id: string; start: number }> {
  const owner = connect(hub.ownerUrl, { max: 1 })
  for (const table of ['versions', 'version_changes', 'models'])
    await owner.query(`alter table ${table} disable trigger user`)
  await owner.query("update models set created_at = created_at - interval '2 h'")
  await owner.query(`insert into versions (id, organization_id, model_id, number, state,
      manifest_digest, evidence_digest, registered_by, created_at)
    select gen_random_uuid(), organization_id, model_id, n, 'approved', manifest_digest,
      evidence_digest, registered_by, created_at - interval '1 h' + n * interval '1 ms'
    from versions, generate_series(2, ${many}) n`)
  await owner.query(`insert into version_changes (version_id, model_id, number, state, life, at)
    select id, model_id, number, s.state::approval_state, 'live', created_at + s.n * interval '1 ms'
    from versions, (values ('pending', 0), ('approved', 1)) s(state, n)
    where number > 1 order by number, s.n`)
  await owner.query('analyze')
  const { rows } = await owner.query('select model_id, created_at from versions where number = 2')
  await owner.end()
  const [second] = rows as { model_id: string; created_at: Date }[]
  if (!second) throw new Error('Nothing was seeded.')
  return { id: second.model_id, start: new Date(second.created_at).getTime() - 2 }
}
