import { sql } from 'drizzle-orm'
import { type Actor, type Ctx, personBehind } from '../actor'
import type { ReadDb } from '../door'
import { invalid } from '../errors'
import { isId } from '../ids'
import type { Finding } from '../life/find'
import { findModel, type ModelTarget } from '../models/find'
import { findOrganization, type OrganizationTarget } from '../organizations/find'
import { findProject, type ProjectTarget } from '../projects/find'
import { versionUri } from '../uri'
import type { Filters } from './filters'

/** What a search of the log is about, found and seen by the caller. */
export interface Scope extends OrganizationTarget {
  model: ModelTarget | null
  /** A version of it, with whatever was ever said about it under another name. */
  version: { id: string; number: number; uris: string[] } | null
  project: (ProjectTarget & { modelIds: string[] }) | null
  /** The id of who acted; `nobody` for who is not known here. */
  actor: string | null
}

/** The id that nobody has. */
export const nobody = '00000000-0000-0000-0000-000000000000'

// The record outlives what it tells of; who reads the whole of it finds that too.
const evenDeleted: Finding = { deleted: 'organization.activity' }

/** Finds what the filters name, in as many queries as they name things. Throws not found. */
export async function findScope(
  db: ReadDb,
  ctx: Ctx,
  input: Pick<Filters, 'model' | 'version' | 'project' | 'actor'> & { org: string },
): Promise<Scope> {
  const { org, model: slug } = input
  const target = findOrganization(ctx, org)
  const { organizationId } = target.organization
  if (input.version && !slug)
    throw invalid('version: Name the model too.', { fields: { version: 'Name the model too.' } })
  const model = slug ? await findModel(db, ctx, { org, model: slug }, evenDeleted) : null
  const project = input.project
    ? await findProject(db, ctx, { org, project: input.project }, evenDeleted)
    : null
  return {
    ...target,
    model,
    version: model && input.version ? await versionOf(db, model, input.version) : null,
    project: project && { ...project, modelIds: await modelsOf(db, project.project.id) },
    actor: input.actor ? await actorOf(db, ctx, organizationId, input.actor) : null,
  }
}

/** Who the caller is in the record. A token of a service account acts in the name of that. */
export function recordedId({ actor }: Ctx): string | null {
  return serviceAccountOf(actor) ?? actor.id
}

/** Whose events are the caller's own. What their owner did is nothing of a service account's. */
export function ownId({ actor }: Ctx): string {
  return serviceAccountOf(actor) ?? personBehind(actor) ?? nobody
}

function serviceAccountOf(actor: Actor): string | null {
  return actor.kind === 'token' ? (actor.serviceAccount?.id ?? null) : null
}

async function actorOf(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  asked: string,
): Promise<string> {
  if (asked === 'me') return ownId(ctx)
  if (isId(asked)) return asked
  const { rows } = await db.execute<{ id: string }>(sql`
    select p.id from people p join members m on m.person_id = p.id
    where m.organization_id = ${organizationId} and lower(p.email) = lower(${asked})`)
  return rows[0]?.id ?? nobody
}

async function versionOf(db: ReadDb, { model }: ModelTarget, number: number) {
  // Comments and aliases are events of their own, about what the version, or the alias, was called.
  const { rows } = await db.execute<{ id: string; slugs: string[]; aliases: string[] }>(sql`
    select v.id,
      array(select r.slug from model_redirects r where r.model_id = v.model_id) as slugs,
      array(select distinct a.name from alias_moves a
        where a.kind = 'model' and a.scope_id = v.model_id and a.target_id = v.id) as aliases
    from versions v where v.model_id = ${model.id} and v.number = ${number}`)
  const [found] = rows
  if (!found) return { id: nobody, number, uris: [] }
  const slugs = [model.slug, ...found.slugs]
  return {
    id: found.id,
    number,
    uris: slugs.flatMap((slug) => [
      versionUri(slug, number),
      ...found.aliases.map((alias) => `model://${slug}/${alias}`),
    ]),
  }
}

async function modelsOf(db: ReadDb, projectId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(
    sql`select model_id as id from model_projects where project_id = ${projectId}`,
  )
  return rows.map(({ id }) => id)
}
