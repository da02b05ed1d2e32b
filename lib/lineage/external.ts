import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { externalData as externalDataTable } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'

/** An address of data that the hub does not hold, secrets hidden. */
export interface OutsideAddress {
  uri: string
  /** Where the data lies: `s3://bucket`, `postgres://db:5432`. */
  namespace: string
  /** Which data there: a path, a table. */
  name: string
  /** The label of its version; empty without. */
  version: string
}

/** The address that a run names, in the two parts by which other systems name it. */
export function outsideAddress(uri: string): OutsideAddress {
  const [, namespace = uri, name = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)\/?(.*)$/is.exec(uri) ?? []
  return namespace.toLowerCase() === 'file://'
    ? { uri, namespace: 'file', name: `/${name}`, version: '' }
    : { uri, namespace, name, version: '' }
}

/** The ids of outside data by URI; what is not known yet is from now on. */
export async function externalData(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  addresses: readonly OutsideAddress[],
): Promise<Map<string, string>> {
  if (addresses.length === 0) return new Map()
  const byDigest = new Map(addresses.map((address) => [digestOf(address.uri), address]))
  const digests = [...byDigest.keys()].sort()
  const at = ctx.now().toISOString()
  // In one order, so that two who name the same things never wait for each other in a circle.
  const rows = digests.map((digest) => ({ digest, id: ctx.newId(), ...byDigest.get(digest) }))
  await tx.execute(sql`
    insert into ${externalDataTable}
      (id, organization_id, uri, uri_digest, namespace, name, version, created_at, updated_at)
    select id, ${organizationId}, uri, digest, namespace, name, version, ${at}, ${at}
    from json_to_recordset(${JSON.stringify(rows)}::json) as w(
      id uuid, digest text, uri text, namespace text, name text, version text)
    order by digest
    on conflict (organization_id, uri_digest) do nothing`)
  const { id, uri, uriDigest } = externalDataTable
  const found = await tx
    .select({ id, uri })
    .from(externalDataTable)
    .where(
      sql`${externalDataTable.organizationId} = ${organizationId}
        and ${uriDigest} = any(${`{${digests.join(',')}}`}::text[])`,
    )
  return new Map(found.map((row) => [row.uri, row.id]))
}

/** SHA-256 (hex) of a URI, by which it is found. */
export const digestOf = (uri: string): string => createHash('sha256').update(uri).digest('hex')
