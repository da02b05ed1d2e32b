import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { invalid, notFound } from '../errors'
import { isThere } from '../life/find'
import { findLoggedModel, type LoggedModelTarget } from '../logged-models/find'
import { modelColumns, modelTarget } from '../models/find'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { ProjectRef } from '../projects/find'
import { findTrackedRun, type TrackedRunTarget } from '../tracking/find'
import { hexOf, loggedModelRef } from '../tracking/ids'
import { type VersionTarget, versionTarget } from '../versions/find'
import { type ArtifactPlace, parseArtifactPath } from './path'

/** Files by their path below the artifact root, as MLflow clients name them. */
export const ArtifactRef = ProjectRef.extend({ path: z.string() })
export type ArtifactRef = z.output<typeof ArtifactRef>

export type PlaceOf<K extends ArtifactPlace['kind']> = ArtifactPlace & { kind: K }

/** The same with the path read. */
const refTo = <K extends ArtifactPlace['kind']>() =>
  ProjectRef.extend({ place: z.custom<PlaceOf<K>>() })
export const RunPlace = refTo<'run'>()
export const LoggedModelPlace = refTo<'logged_model'>()
export const VersionPlace = refTo<'version'>()

/** Reads a path, or throws invalid with the reason. */
export function placeAt(path: string): ArtifactPlace {
  const parsed = parseArtifactPath(path)
  if (!parsed.ok) throw invalid(parsed.reason)
  return parsed.place
}

/** The run whose files lie there; its experiment is part of the path. Throws not found. */
export async function findRunAt(
  db: ReadDb,
  ctx: Ctx,
  { org, project, place }: z.output<typeof RunPlace>,
): Promise<TrackedRunTarget> {
  const run = hexOf(place.id)
  const target = await findTrackedRun(db, ctx, { org, project, run })
  if (target.experiment.number !== place.experiment) throw notFound(`Run with id=${run} not found`)
  return target
}

/** The logged model whose files lie there; with `lock`, others that change it wait. Throws not found. */
export async function findLoggedModelAt(
  db: ReadDb,
  ctx: Ctx,
  { org, project, place }: z.output<typeof LoggedModelPlace>,
  { lock = false } = {},
): Promise<LoggedModelTarget> {
  const model = loggedModelRef(place.id)
  const target = await findLoggedModel(db, ctx, { org, project, model }, { lock })
  if (target.experiment.number !== place.experiment)
    throw notFound(`Logged model with ID '${model}' not found.`)
  return target
}

/** The version whose files lie there. Throws not found for the absent, the deleted and the invisible alike. */
export async function findVersionAt(
  db: ReadDb,
  ctx: Ctx,
  { org, place: { modelId, number } }: z.output<typeof VersionPlace>,
): Promise<VersionTarget> {
  const { organization } = findOrganization(ctx, org)
  const { organizationId } = organization
  const [found] = await numbered(db, {}).execute({ organizationId, modelId, number })
  const of = found && modelTarget(organization, found)
  const target = found && of && versionTarget(of, found.version)
  if (!of || !target || !isThere(ctx, of.model, of.access, {}))
    throw notFound('There is no such version, or you may not see it.')
  if (!isThere(ctx, target.version, target.access, {}))
    throw notFound(`There is no version v${number} of ${of.model.slug}.`)
  return target
}

const numbered = prepared((db, _: object) =>
  db
    .select({ ...modelColumns, version: versions })
    .from(versions)
    .innerJoin(models, eq(models.id, versions.modelId))
    .where(
      and(
        sql`${models.organizationId} = ${given('organizationId')}`,
        sql`${versions.modelId} = ${given('modelId')}::uuid`,
        sql`${versions.number} = ${given('number')}`,
      ),
    ),
)
