import { createHash } from 'node:crypto'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { modelTags, versionTags } from '@/db/schema/tables'
import type { Tx } from './door'
import { conflict, forbidden, invalid } from './errors'
import { storable } from './storable'
import { checkKey, checkLength } from './tracking/names'
import { type Json, mostTags, Tag } from './view'

/**
 * Tags with a value, as MLflow clients write them. One without a value that can be a label is one: those are
 * what people filter by, in the row itself.
 */

const maxValue = 100_000
/** More than anybody reads on a page. */
const mostValues = 1000

export const TagValues = z
  .record(z.string(), z.string().nullable())
  .refine(storable, 'A tag holds a NUL or a character that is no Unicode.')
  .describe('Tags with a value to set, by key; null removes one')
export type TagValues = z.output<typeof TagValues>

const tables = {
  version: { table: versionTags, id: versionTags.versionId },
  model: { table: modelTags, id: modelTags.modelId },
} as const

interface Tagged {
  id: string
  organizationId: string
  /** Its labels. */
  tags: string[]
}

export interface TagValueChange {
  /** The labels that it has from now on. */
  tags: string[]
  /** Of each tag that is another now, by key, a digest of its value; null: it is not there. */
  before: { [key: string]: Json }
  after: { [key: string]: Json }
}

/**
 * Sets and removes tags of a locked version or model; null where it has them like that already. The labels
 * are for the caller to write. Throws forbidden for tags that the hub writes itself.
 */
export async function writeTagValues(
  tx: Tx,
  kind: 'version' | 'model',
  tagged: Tagged,
  wanted: TagValues,
): Promise<TagValueChange | null> {
  for (const [key, value] of Object.entries(wanted)) checkTag(key, value)
  const { table, id } = tables[kind]
  const ofThis = eq(id, tagged.id)
  const rows = await tx.select({ key: table.key, value: table.value }).from(table).where(ofThis)
  const held = new Map([...tagged.tags.map((tag) => [tag, ''] as const), ...rows.map(pairOf)])
  const changed = Object.entries(wanted).filter(([key, value]) => (held.get(key) ?? null) !== value)
  if (changed.length === 0) return null

  const keys = changed.map(([key]) => key)
  const kept = tagged.tags.filter((tag) => !keys.includes(tag))
  const labels = changed.filter(([key, value]) => value === '' && isLabel(key)).map(([key]) => key)
  const fitting = labels.slice(0, Math.max(0, mostTags - kept.length))
  const values = changed.flatMap(([key, value]) =>
    value === null || fitting.includes(key) ? [] : [{ key, value }],
  )
  const others = rows.filter(({ key }) => !keys.includes(key)).length
  if (others + values.length > mostValues)
    throw invalid(`It would have more than ${mostValues} tags with a value. Remove some first.`)
  await tx.delete(table).where(and(ofThis, inArray(table.key, keys)))
  if (values.length > 0)
    await tx.execute(sql`insert into ${table} (${sql.raw(`${kind}_id`)}, organization_id, key, value)
      select ${tagged.id}::uuid, ${tagged.organizationId}::uuid, t.key, t.value
      from json_to_recordset(${JSON.stringify(values)}::json) t(key text, value text)`)
  return {
    tags: [...kept, ...fitting],
    before: Object.fromEntries(keys.map((key) => [key, digestOf(held.get(key))])),
    after: Object.fromEntries(changed.map(([key, value]) => [key, digestOf(value)])),
  }
}

/** The conflict of a change of tags that changes none. */
export const unchangedTags = (called: string) =>
  conflict(`${called} has its tags like that already.`, { details: { unchanged: true } })

/** Whether a tag is one that the hub itself writes. */
export const isOfHub = (key: string) => key.startsWith('hub.')

function checkTag(key: string, value: string | null): void {
  if (isOfHub(key)) throw forbidden(`${key} is a tag of the hub itself. Nobody else writes it.`)
  checkKey(key, 'key')
  if (key === '') throw invalid('key: A tag has a key of at least one character.')
  if (value !== null) checkLength(value, maxValue, 'value')
}

const isLabel = (key: string) => Tag.safeParse(key).data === key

const pairOf = ({ key, value }: { key: string; value: string }) => [key, value] as const

/** What the record says of a value, so that it vouches for what it does not repeat. */
function digestOf(value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null
  return `sha256:${createHash('sha256').update(value).digest('hex')}`
}
