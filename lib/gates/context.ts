import { sql } from 'drizzle-orm'
import { versions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { recalledNow } from '../lineage/recalled'
import type { MetricsRow } from '../metrics/value'
import { given, isoTime, prepared } from '../prepared'
import { baseOf } from '../versions/approved'
import type { VersionTarget } from '../versions/find'
import type { Json } from '../view'

/** What gates see of a version. */
export interface GateVersion {
  id: string
  number: number
  note: string
  tags: string[]
  /** Of all files, in bytes. */
  size: number
  files: number
  registeredAt: string
  metrics: MetricsRow
  params: Record<string, Json>
  run: GateRun | null
  recalled: boolean
}

export interface GateRun {
  project: string
  number: number
  step: string | null
  commit: string | null
  image: string | null
  state: string
  createdAt: string
  finishedAt: string | null
}

/** Everything that gates see: the candidate, and the approved version that it is held against. */
export interface GateContext {
  candidate: GateVersion
  approved: GateVersion | null
  now: Date
}

/**
 * What the gates of a version see, in two queries. It is compared with the highest approved version
 * other than itself, unless another one is named; null: with none.
 */
export async function gateContext(
  db: ReadDb,
  target: Pick<VersionTarget, 'of' | 'version'>,
  { now = new Date(), base }: { now?: Date; base?: string | null } = {},
): Promise<GateContext> {
  const { id } = target.version
  const against = base === undefined ? ((await baseOf(db, target))?.id ?? null) : base
  const found = await gateVersions(db, against ? [id, against] : [id])
  const candidate = found.get(id)
  if (!candidate) throw new Error('The version of these gates is gone.')
  return { candidate, approved: (against && found.get(against)) || null, now }
}

/** What gates see of some versions, by id, in one query. */
export async function gateVersions(
  db: ReadDb,
  ids: readonly string[],
): Promise<Map<string, GateVersion>> {
  if (ids.length === 0) return new Map()
  const rows = await seen(db, {}).execute({ ids: `{${ids.join(',')}}` })
  return new Map(rows.map((row) => [row.id, { ...row, size: Number(row.size) }]))
}

const seen = prepared((db, _: object) =>
  db
    .select({
      id: versions.id,
      number: versions.number,
      note: versions.note,
      tags: versions.tags,
      registeredAt: isoTime(sql`versions.created_at`),
      size: sql<string>`(select coalesce(sum(f.size), 0) from version_files f
        where f.version_id = versions.id)`,
      files: sql<number>`(select count(*)::int from version_files f where f.version_id = versions.id)`,
      metrics: sql<MetricsRow>`coalesce((select json_object_agg(m.key, m.value order by m.key)
        from version_metrics m where m.version_id = versions.id), '{}'::json)`,
      params: sql<
        Record<string, Json>
      >`coalesce((select json_object_agg(p.key, p.value order by p.key)
        from version_params p where p.version_id = versions.id), '{}'::json)`,
      run: sql<GateRun | null>`(select json_build_object('project', p.slug, 'number', r.number,
          'step', r.step, 'commit', r.commit ->> 'id', 'image', r.image, 'state', r.state,
          'createdAt', ${isoTime(sql`r.created_at`)}, 'finishedAt', ${isoTime(sql`r.finished_at`)})
        from runs r join projects p on p.id = r.project_id where r.id = versions.run_id)`,
      recalled: recalledNow(sql`versions.id`),
    })
    .from(versions)
    .where(sql`${versions.id} = any(${given('ids')}::uuid[])`),
)
