import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models } from '@/db/schema/tables'
import { canSee } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { type ModelTarget, modelColumns, modelTarget } from '../models/find'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { query } from '../query'
import { Slug } from '../view'

/** A model by the name that MLflow clients know, letter for letter. */
export const RegisteredRef = z.object({ org: Slug, name: z.string() })
export type RegisteredRef = z.output<typeof RegisteredRef>

/** What MLflow clients call the row of `models` of the outer query: unique among those not deleted. */
export const registeredName = sql<string>`coalesce(models.registered_name, models.slug)`

/** Whether a row of `models` is the model whose `organizationId` and `name` are given to a prepared statement. */
export const isRegistered = () =>
  and(
    eq(models.organizationId, given('organizationId')),
    eq(registeredName, given('name')),
    // A literal: the index is of those alone, and a kept plan does not know its values.
    sql`${models.life} <> 'deleted'`,
  )

/** The model of this name. Throws not found for the absent, the deleted and the invisible alike. */
export async function findRegistered(
  db: ReadDb,
  ctx: Ctx,
  { org, name }: RegisteredRef,
  { lock = false } = {},
): Promise<ModelTarget> {
  const { organization } = findOrganization(ctx, org)
  const { organizationId } = organization
  const [found] = await named(db, { lock }).execute({ organizationId, name })
  const target = found && modelTarget(organization, found)
  if (!target || !canSee(ctx, target.access))
    throw notFound(`Registered Model with name=${name} not found`)
  return target
}

const named = prepared(
  (db, { lock }: { lock: boolean }) => {
    const search = db.select(modelColumns).from(models).where(isRegistered())
    return lock ? search.for('update', { of: models }) : search
  },
  { finds: true },
)

/** The id and the slug of the model of this name, by which every other command finds it. */
export const locateRegistered = query({
  action: 'model.read',
  input: RegisteredRef,
  load: (db, input, ctx) => findRegistered(db, ctx, input),
  run: async ({ subject: { model } }) => ({ id: model.id, slug: model.slug }),
})
