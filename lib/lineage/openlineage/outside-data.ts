import { and, desc, eq, ne, sql } from 'drizzle-orm'
import type { Json } from '@/db/json'
import { externalData } from '@/db/schema/tables'
import type { Membership } from '../../actor'
import type { ReadDb } from '../../door'
import { notFound } from '../../errors'
import { likeStart } from '../../like'
import { findOrganization } from '../../organizations/find'
import { query } from '../../query'
import { digestOf, isOutsideFile } from '../external'
import { type Described, describeNodes } from '../nodes'
import { asFacets, objectOf } from './facets'
import { keptAddress } from './naming'
import { OutsideRef } from './outside-run'
import * as told from './told'

export interface OutsideData {
  id: string
  uri: string
  namespace: string
  name: string
  /** The label of its version; empty without. */
  version: string
  isFile: boolean
  documentation: string | null
  /** ISO 8601 */
  knownSince: string
  fields: told.Field[]
  /** Other names of the same data. */
  aliases: { id: string | null; uri: string }[]
  /** The same data by the labels of its versions, the latest first. */
  versions: { id: string; version: string }[]
  madeBy: Described[]
  usedBy: Described[]
  facets: Record<string, Json>
}

const mostShown = 200

/** Data that other systems named, or that a run of ours read. Throws not found. */
export const getOutsideData = query({
  action: 'lineage.read',
  input: OutsideRef,
  load: async (db, input, ctx) => {
    const { organization, ...target } = findOrganization(ctx, input.org)
    const [data] = await db
      .select()
      .from(externalData)
      .where(
        and(
          eq(externalData.id, input.id),
          eq(externalData.organizationId, organization.organizationId),
        ),
      )
    if (!data) throw notFound('Nothing was heard of such data here.')
    return { ...target, organization, data }
  },

  async run({ db, subject: { data, organization }, ctx }): Promise<OutsideData> {
    const facets = asFacets(data.facets)
    const [around, versions, aliases] = await Promise.all([
      neighbours(db, data.id),
      versionsOf(db, data),
      aliasesOf(db, organization, facets.symlinks?.facet),
    ])
    const nodes = await describeNodes(
      db,
      ctx,
      organization,
      around.map(({ id }) => id),
    )
    const seen = (side: string) =>
      around.flatMap((one) => (one.side === side ? (nodes.get(one.id) ?? []) : []))
    const { id, uri, namespace, name, version } = data
    return {
      ...{ id, uri, namespace, name, version },
      isFile: isOutsideFile(uri),
      documentation: told.documentationOf(facets),
      knownSince: data.createdAt.toISOString(),
      fields: told.fieldsOf(facets),
      aliases,
      versions,
      madeBy: seen('made'),
      usedBy: seen('used'),
      facets: told.shownFacets(facets),
    }
  },
})

/** What made it and what took it, the latest first. */
async function neighbours(db: ReadDb, id: string): Promise<{ id: string; side: string }[]> {
  const { rows } = await db.execute<{ id: string; side: string }>(sql`
    (select from_id as id, 'made' as side from lineage_edges where to_id = ${id}
      order by created_at desc, from_id limit ${mostShown})
    union all
    (select to_id, 'used' from lineage_edges where from_id = ${id}
      order by created_at desc, to_id limit ${mostShown})`)
  return rows
}

type Row = typeof externalData.$inferSelect

/** Found by the address that all of them begin with. */
async function versionsOf(db: ReadDb, { id, organizationId, uri, ...data }: Row) {
  // A version of ours that is not there has its own URI.
  const [bare = uri] = uri.split(/#version=|(?<=^(?:model|dataset):\/\/[^/]+\/)/)
  return db
    .select({ id: externalData.id, version: externalData.version })
    .from(externalData)
    .where(
      and(
        eq(externalData.organizationId, organizationId),
        sql`${externalData.uri} like ${likeStart(bare)}`,
        eq(externalData.namespace, data.namespace),
        eq(externalData.name, data.name),
        ne(externalData.id, id),
      ),
    )
    .orderBy(desc(externalData.updatedAt), desc(externalData.id))
    .limit(50)
}

async function aliasesOf(
  db: ReadDb,
  { organizationId, slug }: Membership,
  symlinks: Json | undefined,
) {
  const { identifiers } = objectOf(symlinks)
  const uris = (Array.isArray(identifiers) ? identifiers : []).slice(0, 10).flatMap((one) => {
    const { namespace, name } = objectOf(one)
    return typeof namespace === 'string' && typeof name === 'string'
      ? [keptAddress({ namespace, name, version: '' }, slug).uri]
      : []
  })
  if (uris.length === 0) return []
  const { rows } = await db.execute<{ id: string; uri: string }>(sql`
    select d.id, d.uri from json_array_elements_text(${JSON.stringify(uris.map(digestOf))}::json) w(digest)
    join external_data d on d.organization_id = ${organizationId} and d.uri_digest = w.digest`)
  const known = new Map(rows.map((row) => [row.uri, row.id]))
  return uris.map((uri) => ({ uri, id: known.get(uri) ?? null }))
}
