import { sql } from 'drizzle-orm'
import { database } from '@/db/client'

/** Whether the hub can serve: the database answers within two seconds. Throws what stands in the way. */
export async function checkReady(): Promise<void> {
  const late = new Promise<never>((_, fail) => {
    setTimeout(() => fail(new Error('The database did not answer within 2 s.')), 2000).unref()
  })
  await Promise.race([database().read.execute(sql`select 1`), late])
}
