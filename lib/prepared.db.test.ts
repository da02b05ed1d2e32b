import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Database, openDatabase, setDatabase } from '@/db/client'
import { keepAgain } from '@/db/kept'
import { getModel } from './models/queries'
import { updateModel } from './models/update'
import { type TestHub, type TestOrganization, testHub } from './testing/hub'
import { modelOf } from './testing/registry'

let hub: TestHub
let acme: TestOrganization
/** One connection for reading, so that each question meets the same. */
let single: Database

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await modelOf(acme.as('contributor'), acme.slug, 'churn')
  single = openDatabase(hub.appUrl, { poolSize: 1 })
  setDatabase(single)
})
afterAll(async () => {
  await single.close()
  await hub.close()
})
afterEach(keepAgain)

const ask = () => getModel(acme.as('reader'), { org: acme.slug, model: 'churn' })

async function keptByConnection(): Promise<string[]> {
  const { rows } = await single.read.execute<{ statement: string }>(
    sql`select statement from pg_prepared_statements`,
  )
  return rows.map(({ statement }) => statement)
}

it('a statement that finds by a key is planned once by a connection', async () => {
  await ask()
  const before = await keptByConnection()
  expect(before.length).toBeGreaterThan(0)
  expect(before.every((statement) => statement.endsWith('/* kept */'))).toBe(true)
  await ask()
  expect(await keptByConnection()).toEqual(before)
})

it('is asked again without being kept where a pooler has thrown it away', async () => {
  await ask()
  await single.read.execute(sql`deallocate all`)
  expect(await ask()).toMatchObject({ slug: 'churn' })
  await single.read.execute(sql`deallocate all`)
  expect(await ask()).toMatchObject({ slug: 'churn' })
  expect(await keptByConnection()).toEqual([])
})

it('is written again, once, where it is lost in the middle of a change', async () => {
  const rename = (name: string) =>
    updateModel(acme.as('contributor'), { org: acme.slug, model: 'churn', name })
  await rename('First')
  await single.write.execute(sql`deallocate all`)
  await rename('Second')
  expect(await ask()).toMatchObject({ name: 'Second' })
  const changes = (await acme.events()).filter(({ action }) => action === 'model.update')
  expect(changes.map(({ after }) => after)).toMatchObject([{ name: 'First' }, { name: 'Second' }])
})

it('is asked again where a pooler has kept it for somebody else', async () => {
  await ask()
  const other = openDatabase(hub.appUrl, { poolSize: 1 })
  setDatabase(other)
  try {
    for (const statement of await keptByConnection()) {
      const { rows } = await single.read.execute<{ name: string }>(
        sql`select name from pg_prepared_statements where statement = ${statement}`,
      )
      // A constant in the place of each parameter is as good, as long as there is one of that name.
      await other.read.execute(sql.raw(`prepare "${rows[0]?.name}" as select 1`))
    }
    expect(await ask()).toMatchObject({ slug: 'churn' })
  } finally {
    setDatabase(single)
    await other.close()
  }
})
