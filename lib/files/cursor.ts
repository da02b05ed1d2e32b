import { eq } from 'drizzle-orm'
import { hubMeta } from '@/db/schema/tables'
import { system } from '../system'

/** Where a task that goes through everything in rounds goes on; '' for the beginning. */
export async function readCursor(key: string): Promise<string> {
  const [row] = await system((tx) =>
    tx.select({ value: hubMeta.value }).from(hubMeta).where(eq(hubMeta.key, key)),
  )
  return row?.value ?? ''
}

export async function writeCursor(key: string, value: string): Promise<void> {
  const updatedAt = new Date()
  await system((tx) =>
    tx
      .insert(hubMeta)
      .values({ key, value, updatedAt })
      .onConflictDoUpdate({ target: hubMeta.key, set: { value, updatedAt } }),
  )
}
