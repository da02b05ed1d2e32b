import { and, eq, inArray } from 'drizzle-orm'
import { runOutputs, runs } from '@/db/schema/tables'
import type { Subject } from '../access'
import type { Ctx, Membership } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { visibleOutputs } from '../runs/visible'
import type { DatumUri } from '../uri'
import { each, type Wanted } from './wanted'

export interface Output {
  id: string
  sha256: string
  access: Subject
}

/** The files of runs that many `datum://` references name, in the same order, in one query. */
export async function lookUpOutputs(
  db: ReadDb,
  ctx: Ctx,
  organization: Membership,
  wanted: Wanted<DatumUri>[],
): Promise<Output[]> {
  const { organizationId } = organization
  const ids = wanted.map(({ uri }) => uri.ref).filter(isId)
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ id: runOutputs.id, sha256: runOutputs.sha256, projectId: runs.projectId })
          .from(runOutputs)
          .innerJoin(runs, eq(runs.id, runOutputs.runId))
          .where(
            and(
              inArray(runOutputs.id, ids),
              eq(runs.organizationId, organizationId),
              visibleOutputs(ctx, organizationId),
            ),
          )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return each(wanted, ({ ref }) => {
    const output = byId.get(ref)
    if (!output) throw notFound(`There is no file datum://${ref} here, or you may not see it.`)
    const { id, sha256, projectId } = output
    return { id, sha256, access: { organizationId, projectIds: [projectId] } }
  })
}
