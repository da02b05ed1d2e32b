import { eq } from 'drizzle-orm'
import { database, type ReadDb } from '@/db/client'
import { hubMeta } from '@/db/schema/tables'
import { system } from './system'

/** What the hub keeps about itself under a key; null before it was written. */
export async function readMeta(key: string, db: ReadDb = database().read): Promise<string | null> {
  const [row] = await db.select({ value: hubMeta.value }).from(hubMeta).where(eq(hubMeta.key, key))
  return row?.value ?? null
}

export async function writeMeta(key: string, value: string): Promise<void> {
  const updatedAt = new Date()
  await system((tx) =>
    tx
      .insert(hubMeta)
      .values({ key, value, updatedAt })
      .onConflictDoUpdate({ target: hubMeta.key, set: { value, updatedAt } }),
  )
}
