import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, modelTags, versions } from '@/db/schema/tables'
import { canSee } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { type ModelTarget, modelColumns, modelTarget } from '../models/find'
import { findOrganization } from '../organizations/find'
import { type VersionTarget, versionTarget } from '../versions/find'
import { findRegistered, RegisteredRef } from './find'
import { promptTag, saysPrompt } from './prompt'
import type { Source } from './source'

const maxNumber = 2 ** 31 - 1

/** A version by the name of its model and its number, which clients send as text. */
export const RegisteredVersionRef = RegisteredRef.extend({ version: z.int() })
export type RegisteredVersionRef = z.output<typeof RegisteredVersionRef>

/** The version of this number. Throws not found in MLflow's words, also for a deleted one. */
export async function findRegisteredVersion(
  db: ReadDb,
  ctx: Ctx,
  ref: RegisteredVersionRef,
): Promise<VersionTarget> {
  const of = await findRegistered(db, ctx, ref)
  return numbered(db, of, ref.name, ref.version)
}

/** The version that a copy is made of: by the name of its model, or by the id in its artifact URI. */
export async function findSourceVersion(
  db: ReadDb,
  ctx: Ctx,
  org: string,
  { name, modelId, number }: Extract<Source, { kind: 'version' }>,
): Promise<VersionTarget> {
  const of =
    name === null
      ? await modelById(db, ctx, org, modelId ?? '')
      : await findRegistered(db, ctx, { org, name })
  return numbered(db, of, of.model.registeredName ?? of.model.slug, number)
}

/** Whether a model holds prompts, which clients keep in the registry as well. */
export async function isPrompt(db: ReadDb, modelId: string): Promise<boolean> {
  const [found] = await db
    .select({ value: modelTags.value })
    .from(modelTags)
    .where(and(eq(modelTags.modelId, modelId), eq(modelTags.key, promptTag)))
  return found !== undefined && saysPrompt(found.value)
}

async function numbered(
  db: ReadDb,
  of: ModelTarget,
  name: string,
  number: number,
): Promise<VersionTarget> {
  const [version] =
    number > 0 && number <= maxNumber
      ? await db
          .select()
          .from(versions)
          .where(
            and(
              eq(versions.modelId, of.model.id),
              eq(versions.number, number),
              ne(versions.life, 'deleted'),
            ),
          )
      : []
  if (!version) throw notFound(`Model Version (name=${name}, version=${number}) not found`)
  return versionTarget(of, version)
}

async function modelById(db: ReadDb, ctx: Ctx, org: string, id: string): Promise<ModelTarget> {
  const { organization } = findOrganization(ctx, org)
  const [found] = await db
    .select(modelColumns)
    .from(models)
    .where(
      and(
        eq(models.organizationId, organization.organizationId),
        sql`${models.id} = ${id}::uuid`,
        ne(models.life, 'deleted'),
      ),
    )
  const target = found && modelTarget(organization, found)
  if (!target || !canSee(ctx, target.access))
    throw notFound('There is no model of this id, or you may not see it.')
  return target
}
