import { and, eq, sql } from 'drizzle-orm'
import { metricDefinitions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { type Direction, guessOf, type Meaning } from './direction'

/**
 * What metrics mean to an organization, in one query: what it said of them, and for the rest what their
 * names suggest. Every key that was asked for is in the answer.
 */
export async function definitionsOf(
  db: ReadDb,
  organizationId: string,
  keys: readonly string[],
): Promise<Record<string, Meaning>> {
  const wanted = [...new Set(keys)]
  const said = wanted.length > 0 ? await saidOf(db, organizationId, wanted) : new Map()
  return Object.fromEntries(wanted.map((key) => [key, said.get(key) ?? guessOf(key)]))
}

/** A definition as it reads: with a guess where no direction was said. */
export function readDefinition(
  key: string,
  { direction, unit }: { direction: Direction | null; unit: string },
): Meaning {
  return { direction: direction ?? guessOf(key).direction, unit, said: direction !== null }
}

async function saidOf(db: ReadDb, organizationId: string, keys: readonly string[]) {
  const { key, direction, unit } = metricDefinitions
  const rows = await db
    .select({ key, direction, unit })
    .from(metricDefinitions)
    .where(
      and(
        eq(metricDefinitions.organizationId, organizationId),
        sql`${key} in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`,
      ),
    )
  return new Map(rows.map((row) => [row.key, readDefinition(row.key, row)]))
}
