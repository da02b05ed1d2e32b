import { sql } from 'drizzle-orm'
import type { Alert } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { pointDatasetAlias } from '../aliases/datasets'
import type { Also } from '../command'
import { insertDataset } from '../datasets/create'
import { datasetVersionUri, findDataset } from '../datasets/find'
import { insertDatasetVersion } from '../datasets/insert'
import { findVersionBeside, type Previous, takeFrom } from '../datasets/previous'
import { decide, type Tx } from '../door'
import { expecting, isNotFound } from '../errors'
import { attempt, orElse } from './attempt'
import type { RunTarget } from './find'
import { filesOf, type Registered, type Registering } from './register'
import type { DatasetVersionPlan } from './sidecars'

/**
 * Makes the dataset version that a run asked for, and its dataset where there is none, and points the
 * aliases at it that were asked for; an alert for each of these that may not be.
 */
export async function registerPlannedData(
  step: Registering,
  plan: DatasetVersionPlan,
): Promise<Registered> {
  const { tx, ctx, target, outputs } = step
  const { ids, unknown } = await projectsOf(tx, target, plan.projects)
  const uri = datasetVersionUri(plan.dataset, plan.version)
  const made = await attempt(tx, { uri, code: 'dataset_not_writable' }, async (within) => {
    const files = filesOf(plan.files, outputs)
    const found = await findOrMakeDataset(within, ctx, target, plan.dataset, ids)
    decide(ctx, 'dataset_version.register', found.target.access)
    const { version, change } = await insertDatasetVersion(within, ctx, found.target, {
      name: plan.version,
      files,
      previous: await previousOf(within, ctx, target, plan),
      tags: plan.tags,
      properties: {},
      runId: target.run.id,
    })
    return { dataset: found.target, version, also: [...found.also, change] }
  })
  if (!made.done) return { also: [], alerts: [...unknown, made.alert] }
  const { dataset, version, also } = made.done
  const alerts: Alert[] = [...unknown]
  for (const alias of plan.aliases) {
    const asked = { uri: datasetVersionUri(plan.dataset, alias), code: 'alias_not_moved' }
    const moved = await attempt(tx, asked, (within) => {
      decide(ctx, 'dataset_alias.move', dataset.access)
      return pointDatasetAlias(within, ctx, dataset, alias, version)
    })
    if (moved.alert) alerts.push(moved.alert)
    else also.push(moved.done)
  }
  return { also, alerts }
}

async function previousOf(
  tx: Tx,
  ctx: Ctx,
  { organization }: RunTarget,
  { dataset, from, exclude }: DatasetVersionPlan,
): Promise<Previous | null> {
  if (from === null) return null
  const ref = { org: organization.slug, dataset }
  return takeFrom(tx, ctx, await findVersionBeside(tx, ctx, ref, { from }), exclude)
}

async function findOrMakeDataset(
  tx: Tx,
  ctx: Ctx,
  { organization, run }: RunTarget,
  slug: string,
  projects: string[],
) {
  const ref = { org: organization.slug, dataset: slug }
  const find = () =>
    findDataset(tx, ctx, ref, { lock: true }).catch(expecting(isNotFound, () => null))
  const found = await find()
  if (found) return { target: found, also: [] }
  const { organizationId, projectId } = run
  const projectIds = projects.length > 0 ? projects : [projectId]
  for (const id of projectIds) decide(ctx, 'dataset.create', { organizationId, projectIds: [id] })
  const draft = { slug, description: '', tags: [], projectIds }
  const made = await orElse(insertDataset(tx, ctx, organization, draft), find)
  const also: Also[] = 'change' in made ? [made.change] : []
  return { target: 'change' in made ? made.target : made, also }
}

/** The projects of these ids or slugs; an alert for each that is none in use. */
async function projectsOf(tx: Tx, { organization }: RunTarget, named: string[]) {
  if (named.length === 0) return { ids: [], unknown: [] }
  const { rows } = await tx.execute<{ name: string; id: string | null }>(sql`
    select asked.name, p.id from unnest(${sql.param(named)}::text[]) as asked(name)
    left join projects p on p.organization_id = ${organization.organizationId}
      and (p.id::text = asked.name or p.slug = asked.name)
      and p.life = 'live'`)
  const unknown = rows
    .filter(({ id }) => id === null)
    .map(({ name }) => ({
      code: 'project_unknown',
      message: `There is no project ${name.slice(0, 100)} in use, so no dataset is made in it.`,
    }))
  return { ids: [...new Set(rows.flatMap(({ id }) => id ?? []))], unknown }
}
