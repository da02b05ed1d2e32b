import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { aliases, models, modelTags, versions } from '@/db/schema/tables'
import { canSee } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { type ModelTarget, modelColumns, modelTarget } from '../models/find'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { type VersionTarget, versionTarget } from '../versions/find'
import { findRegistered, isRegistered, RegisteredRef } from './find'
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
  const found = isNumber(ref.version)
    ? await findTogether(db, ctx, ref, { number: ref.version })
    : undefined
  if (found) return found
  // Which of the two is not there, or not for the caller.
  await findRegistered(db, ctx, ref)
  throw noVersion(ref.name, ref.version)
}

/** The version that an alias of a model names, with its model; undefined where either is not to be seen. */
export function findAliased(
  db: ReadDb,
  ctx: Ctx,
  ref: RegisteredRef & { alias: string },
): Promise<VersionTarget | undefined> {
  return findTogether(db, ctx, ref, { alias: ref.alias })
}

/** A model and a version of it by one statement. */
async function findTogether(
  db: ReadDb,
  ctx: Ctx,
  { org, name }: RegisteredRef,
  by: { number: number } | { alias: string },
): Promise<VersionTarget | undefined> {
  const { organization } = findOrganization(ctx, org)
  const { organizationId } = organization
  const which = 'number' in by ? 'number' : 'alias'
  const [found] = await together(db, { which }).execute({ organizationId, name, ...by })
  if (!found) return undefined
  const of = modelTarget(organization, found)
  return canSee(ctx, of.access) ? versionTarget(of, found.version) : undefined
}

const together = prepared(
  (db, { which }: { which: 'number' | 'alias' }) =>
    db
      .select({ ...modelColumns, version: versions })
      .from(models)
      .innerJoin(versions, eq(versions.modelId, models.id))
      .where(
        and(
          isRegistered(),
          which === 'number'
            ? eq(versions.number, given('number'))
            : sql`${versions.id} = (select a.version_id from ${aliases} a
                where a.model_id = ${models.id} and a.name = ${given('alias')})`,
          sql`${versions.life} <> 'deleted'`,
        ),
      ),
  { finds: true },
)

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

/** Whether it can be a number of a version; PostgreSQL refuses to look for any other. */
const isNumber = (number: number) => number > 0 && number <= maxNumber

const noVersion = (name: string, number: number) =>
  notFound(`Model Version (name=${name}, version=${number}) not found`)

async function numbered(
  db: ReadDb,
  of: ModelTarget,
  name: string,
  number: number,
): Promise<VersionTarget> {
  const [version] = isNumber(number)
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
  if (!version) throw noVersion(name, number)
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
