import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { recalledNow } from '../lineage/recalled'
import { actorView } from '../people'
import { isoTime } from '../prepared'
import { visibleInputs } from '../runs/inputs'
import { runUri } from '../uri'
import type { VersionTarget } from '../versions/find'
import { type Recorded, refOrNull, runRecorded } from './recorded'
import type { ComplianceInput, MadeBy } from './view'

type Row = Omit<MadeBy, 'uri' | 'inputs' | 'hiddenInputs' | 'event'> & {
  recorded: Recorded | null
  project: string
  number: number
} & Record<string, unknown>

/** Who trained a version, when, on what, with which code; null where no run that is still here made it. */
export async function madeBy(
  db: ReadDb,
  ctx: Ctx,
  { version, organization }: VersionTarget,
): Promise<MadeBy | null> {
  const { runId, organizationId } = version
  if (!runId) return null
  const [{ rows }, { rows: inputs }] = await Promise.all([
    db.execute<Row>(sql`
      select p.slug as project, runs.number, runs.step, runs.state, runs.command, runs.commit,
        runs.image, coalesce(runs.packages, '[]') as packages, runs.params, runs.code_sha256 as code,
        ${actorView(sql`runs.created_by`, sql`runs.token_id`)} as by,
        ${isoTime(sql`runs.created_at`)} as "createdAt", ${isoTime(sql`runs.finished_at`)} as "finishedAt",
        coalesce((select json_object_agg(s.key, s.value order by s.key) from run_summaries s
          where s.run_id = runs.id and s.value is not null), '{}') as metrics,
        ${runRecorded(sql`runs.id`, 'ended')} as recorded
      from runs join projects p on p.id = runs.project_id where runs.id = ${runId} and ${there('p')}`),
    db.execute<ComplianceInput & { seen: boolean } & Record<string, unknown>>(sql`
      select run_inputs.name, run_inputs.kind, run_inputs.uri, run_inputs.resolved, run_inputs.digest,
        ${visibleInputs(ctx, organizationId)} as seen,
        ${recalledNow(sql`coalesce(run_inputs.version_id, run_inputs.dataset_version_id, run_inputs.output_id)`)} as recalled
      from run_inputs join runs on runs.id = run_inputs.run_id
      where run_inputs.run_id = ${runId} order by run_inputs.position`),
  ])
  const [row] = rows
  if (!row) return null
  const { project, number, recorded, ...run } = row
  const seen = inputs.filter((input) => input.seen)
  return {
    uri: runUri(project, number),
    ...run,
    inputs: seen.map(({ seen: _seen, ...input }) => input),
    hiddenInputs: inputs.length - seen.length,
    event: refOrNull(organization.slug, recorded),
  }
}
