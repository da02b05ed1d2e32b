import { type SQL, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { there } from '../life/there'
import { visibleModels } from '../visibility'

/**
 * The condition under which the caller sees a row of `run_outputs`. Bytes that versions or datasets of the
 * organization hold are as visible as one of those, whichever run made them: a run must not open what a
 * restricted or deleted model closes. The person who ran it sees what they made, while its project is there.
 */
export function visibleOutputs(ctx: Ctx, organizationId: string): SQL {
  return sql`(exists (select 1 from runs mr join projects p on p.id = mr.project_id
      where mr.id = run_outputs.run_id and ${there('p')})
    and (${areOpen(ctx, organizationId, sql`run_outputs.sha256`)} or ${isOwn(ctx)}))`
}

/** The same for a row of `logged_model_files`; what was deleted is for nobody. */
export function visibleLoggedFiles(ctx: Ctx, organizationId: string): SQL {
  const own = fullActor(ctx) ? sql`lm.created_by = ${personBehind(ctx.actor)}` : sql`false`
  return sql`exists (select 1 from logged_models lm join experiments e on e.id = lm.experiment_id
      join projects p on p.id = e.project_id
    where lm.id = logged_model_files.model_id and lm.organization_id = ${organizationId}
      and lm.deleted_at is null and ${there('p')}
      and (${areOpen(ctx, organizationId, sql`logged_model_files.sha256`)} or ${own}))`
}

/** The same for the code of a run, `runs.code_sha256`. */
export function visibleCode(ctx: Ctx, organizationId: string): SQL {
  const own = fullActor(ctx) ? sql`runs.created_by = ${personBehind(ctx.actor)}` : sql`false`
  return sql`(exists (select 1 from projects p where p.id = runs.project_id and ${there('p')})
    and (${areOpen(ctx, organizationId, sql`runs.code_sha256`)} or ${own}))`
}

/** Whether nothing that the caller cannot see holds these bytes, or something that they can see does. */
function areOpen(ctx: Ctx, organizationId: string, sha256: SQL): SQL {
  const holders = sql`select 1 from version_files f
    join versions v on v.id = f.version_id
    join ${models} on ${models.id} = v.model_id
    where f.sha256 = ${sha256} and v.organization_id = ${organizationId}`
  const data = sql`select 1 from dataset_version_files f
    join dataset_versions dv on dv.id = f.dataset_version_id
    join datasets d on d.id = dv.dataset_id
    where f.sha256 = ${sha256} and dv.organization_id = ${organizationId}`
  const seen = sql`${there('v', 'models')} and ${visibleModels(ctx, organizationId)}`
  return sql`((not exists (${holders}) and not exists (${data}))
    or exists (${holders} and ${seen}) or exists (${data} and ${there('d')}))`
}

function isOwn(ctx: Ctx): SQL {
  if (!fullActor(ctx)) return sql`false`
  return sql`exists (select 1 from runs own
    where own.id = run_outputs.run_id and own.created_by = ${personBehind(ctx.actor)})`
}

/** A token for chosen models is not to open what its owner made for others. */
const fullActor = ({ actor }: Ctx) => actor.kind !== 'token' || !actor.modelIds
