import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { projects } from '@/db/schema/tables'
import { findOrganization } from '../organizations/find'
import { ProjectRef } from '../projects/find'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { contextTag } from './inputs'

/** A dataset that runs of an experiment took, once for each context. */
export interface DatasetSummary {
  experiment: number
  name: string
  digest: string
  context: string | null
}

const most = 1000

/** The datasets that the runs of some experiments took; those of experiments that are not there are none. */
export const searchLoggedDatasets = query({
  action: 'experiment.read',
  input: ProjectRef.extend({ experiments: z.array(z.int()).min(1).max(20) }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input }): Promise<DatasetSummary[]> {
    const { organizationId } = subject.organization
    const { rows } = await db.execute<DatasetSummary & Record<string, unknown>>(sql`
      select distinct e.number as experiment, l.name, l.digest, i.tags ->> ${contextTag} as context
      from ${projects} join experiments e on e.project_id = ${projects.id}
      join tracked_runs t on t.experiment_id = e.id
      join run_inputs i on i.run_id = t.run_id
      join logged_datasets l on l.dataset_version_id = i.dataset_version_id
      where ${projects.id} = ${idOfSlug('project', organizationId, input.project)}
        and ${projects.life} <> 'deleted'
        and e.number = any(${`{${input.experiments.join(',')}}`}::int[])
      order by e.number, l.name, l.digest, context limit ${most}`)
    return rows
  },
})
