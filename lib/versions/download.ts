import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { versionFiles } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findModel, ModelRef } from '../models/find'
import { requireUsable } from '../policies/usable'
import { query } from '../query'
import { versionName } from '../uri'
import { FileName } from '../view'
import { findNamedVersion, type VersionTarget } from './find'
import { noteUse, refusing } from './use'

/** A number, `latest`, `newest` or an alias: what a download may name. */
const AnyVersionRef = ModelRef.extend({
  version: z.union([z.int().positive(), z.string().max(100)]),
})
const FileOf = AnyVersionRef.extend({ name: FileName })

/** One file of a version, to be streamed. */
export const findVersionFile = query({
  action: 'version.use',
  input: FileOf,
  load: (db, input, ctx) => findAny(db, ctx, input),

  run: async ({ db, subject, input, ctx }) => ({
    ...(await usableFile(db, ctx, subject, input.name)),
    model: subject.model.slug,
    version: subject.version.number,
  }),
})

/** A file of a version. Throws forbidden where the policy keeps the version out of use, and that is recorded. */
export async function usableFile(db: ReadDb, ctx: Ctx, target: VersionTarget, name: string) {
  const { model, version } = target
  await refusing(ctx, target, () => requireUsable(db, ctx, [target]))
  const [file] = await db
    .select()
    .from(versionFiles)
    .where(and(eq(versionFiles.versionId, version.id), eq(versionFiles.name, name)))
  if (!file) throw notFound(`v${version.number} of ${model.slug} has no file ${name}.`)
  return file
}

/** Every file of a version, to be streamed as one archive. */
export const findVersionFiles = query({
  action: 'version.use',
  input: AnyVersionRef,
  load: (db, input, ctx) => findAny(db, ctx, input),

  async run({ db, subject, ctx }) {
    await refusing(ctx, subject, () => requireUsable(db, ctx, [subject]))
    const files = await db
      .select()
      .from(versionFiles)
      .where(eq(versionFiles.versionId, subject.version.id))
      .orderBy(asc(versionFiles.name))
    const { model, version } = subject
    return { model: model.slug, version: version.number, createdAt: version.createdAt, files }
  },
})

/** Notes that the bytes of a version were fetched. */
export function noteDownload(ctx: Ctx, org: string, found: { model: string; version: number }) {
  return noteUse(ctx, { org, model: found.model, version: found.version, how: 'download' })
}

async function findAny(db: ReadDb, ctx: Ctx, ref: z.output<typeof AnyVersionRef>) {
  const name = versionName(String(ref.version))
  if (!name) throw notFound(`There is no version ${ref.version} of ${ref.model}.`)
  return findNamedVersion(db, ctx, await findModel(db, ctx, ref), name)
}
