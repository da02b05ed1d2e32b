import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { withoutSecrets } from '../resolve/secrets'

/** Data that the hub does not hold, as another system names it. */
export interface OutsideData {
  uri: string
  namespace: string
  name: string
  version?: string
}

const maxPart = 2000

/** Data at an address, named as OpenLineage names it: the store, and the place in it. */
export function outsideData(address: string): OutsideData {
  const uri = withoutSecrets(address)
  const [, store, path] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)\/?(.*)$/is.exec(uri) ?? []
  return { uri, namespace: (store ?? '').slice(0, maxPart), name: (path || uri).slice(0, maxPart) }
}

/**
 * The ids of data outside of the hub, in the same order; what was not known becomes known. The same
 * address is the same data, whoever names it.
 */
export async function externalData(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  found: readonly OutsideData[],
): Promise<string[]> {
  if (found.length === 0) return []
  const named = found.map((one) => {
    const uri = withoutSecrets(one.uri)
    return { ...one, uri, digest: digestOf(uri) }
  })
  const once = new Map(named.map((one) => [one.digest, one]))
  const rows = [...once.values()].map(({ uri, digest, namespace, name, version = '' }) => {
    return { id: ctx.newId(), uri, digest, namespace, name, version }
  })
  const at = sql`${ctx.now().toISOString()}::timestamptz`
  await tx.execute(sql`
    insert into external_data
      (id, organization_id, uri, uri_digest, namespace, name, version, created_at, updated_at)
    select id, ${organizationId}, uri, digest, namespace, name, version, ${at}, ${at}
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as w(id uuid, uri text, digest text, namespace text, name text, version text)
    order by digest
    on conflict (organization_id, uri_digest) do nothing`)
  const digests = JSON.stringify([...once.keys()])
  const { rows: known } = await tx.execute<{ id: string; digest: string }>(sql`
    select d.id, d.uri_digest as digest from json_array_elements_text(${digests}::json) w(digest)
    join external_data d on d.organization_id = ${organizationId} and d.uri_digest = w.digest`)
  const ids = new Map(known.map(({ id, digest }) => [digest, id]))
  return named.map(({ digest }) => {
    const id = ids.get(digest)
    if (!id) throw new Error('Outside data that was just named is not there.')
    return id
  })
}

/** The digest under which the data at an address is kept. */
export const outsideDigest = (uri: string): string => digestOf(withoutSecrets(uri))

/** SHA-256 (hex) of a URI, by which it is found. */
export const digestOf = (uri: string): string => createHash('sha256').update(uri).digest('hex')

const fileStores = new Set(
  'file,s3,s3a,s3n,gs,azure,abfs,abfss,wasb,wasbs,swift,http,https,ftp,sftp,hdfs,dbfs'.split(','),
)

/** Whether data outside of the hub lies in a store of files; else it is a dataset of its own kind. */
export function isOutsideFile(uri: string): boolean {
  return fileStores.has(/^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase() ?? '')
}

const outsideRuns = 'openlineage://run/'

/** The URI of a run of another system, by the identity that it gave it. */
export const outsideRunUri = (runId: string): string => `${outsideRuns}${encodeURIComponent(runId)}`

/** The identity that a URI of an outside run holds, or null for any other URI. */
export function outsideRunOf(uri: string): string | null {
  if (!uri.startsWith(outsideRuns)) return null
  try {
    return decodeURIComponent(uri.slice(outsideRuns.length))
  } catch {
    return null
  }
}
