import { eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, organizations, versions } from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import { command } from '../../command'
import { emptyComments } from '../../comments/delete'
import type { Tx } from '../../door'
import { notFound } from '../../errors'
import { forgetNodes } from '../../lineage/forget'
import { modelTarget } from '../../models/find'
import { forgetWords } from '../../search/forget'
import { versionTarget } from '../../versions/find'
import { uuids } from '../../visibility'
import { dropLostAliases } from './aliases'
import { requireDue } from './due'
import { type Freed, freeVersionFiles } from './files'
import { organizationColumns } from './organization'
import { freeTelemetry, runsLeftBy } from './runs'

/** Lets the files of a version go, and what was said of it, long after it was deleted. Its row and digest stay. */
export const purgeVersion = command({
  action: 'version.purge',
  input: z.object({ id: z.uuid() }),

  async load(tx, { id }) {
    const [found] = await tx
      .select({ version: versions, model: models, organization: organizationColumns })
      .from(versions)
      .innerJoin(models, eq(models.id, versions.modelId))
      .innerJoin(organizations, eq(organizations.id, versions.organizationId))
      .where(eq(versions.id, id))
      .for('update', { of: [models, versions] })
    if (!found) throw notFound('This version is not there.')
    const organization = { ...found.organization, grants: [] }
    const target = modelTarget(organization, { model: found.model, projectIds: [], policies: [] })
    return versionTarget(target, found.version)
  },

  async run({ tx, subject, ctx }) {
    requireDue(ctx, subject.version)
    const freed = await purgeVersions(tx, ctx, [subject.version.id])
    const lost = await dropLostAliases(tx, ctx, subject.version.organizationId)
    const before = { ...freed, ...lost }
    return { result: { next: null }, change: { before, after: { purged: true } } }
  },
})

/** Purges versions that the caller has locked, or whose model it has. */
export async function purgeVersions(
  tx: Tx,
  ctx: Ctx,
  ids: string[],
): Promise<Freed & { comments: number }> {
  if (ids.length === 0) return { files: 0, bytes: 0, outputs: 0, comments: 0 }
  const freed = await freeVersionFiles(tx, ids)
  await forgetNodes(tx, ids)
  await forgetWords(tx, ids)
  await tx.update(versions).set({ purgedAt: ctx.now() }).where(inArray(versions.id, ids))
  await freeTelemetry(tx, await runsLeftBy(tx, ids))
  const comments = await emptyComments(tx, sql`version_id = any(${uuids(ids)})`)
  return { ...freed, comments }
}
