import { type SQL, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import { fieldValues } from '../fields/queries'
import { there } from '../life/there'
import { personView } from '../people'
import { latestOf } from '../policies/standing'
import { isoTime } from '../prepared'
import type { Model } from './view'

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
export const modelColumns = {
  row: {
    id: models.id,
    slug: models.slug,
    name: models.name,
    description: models.description,
    accessMode: models.accessMode,
    life: models.life,
    tags: models.tags,
    versionCount: models.versionCount,
    createdAt: isoTime(sql`models.created_at`),
    updatedAt: isoTime(sql`models.updated_at`),
  },
  owner: personView(sql`models.owner_id`),
  projects: sql<string[]>`array(select p.slug from model_projects mp
    join projects p on p.id = mp.project_id
    where mp.model_id = models.id and ${there('p')} order by p.slug)`,
  fields: fieldValues(sql`models.id`),
  newest: sql<Model['newest']>`${brief(sql`models.newest_version_id`)}`,
  latest: sql<Model['latest']>`${brief(latestOf)}`,
}

export interface ModelListRow {
  row: Pick<
    typeof models.$inferSelect,
    'id' | 'slug' | 'name' | 'description' | 'accessMode' | 'life' | 'tags' | 'versionCount'
  > & { createdAt: string; updatedAt: string }
  owner: Model['owner']
  projects: string[]
  fields: Model['fields']
  newest: Model['newest']
  latest: Model['latest']
}

export function modelView({ row, owner, projects, fields, newest, latest }: ModelListRow): Model {
  return {
    slug: row.slug,
    name: row.name,
    uri: `model://${row.slug}/`,
    description: row.description,
    accessMode: row.accessMode,
    life: row.life,
    tags: row.tags,
    projects,
    fields,
    owner,
    newest,
    latest,
    versions: row.versionCount,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}

function brief(id: SQL): SQL {
  return sql`(select json_build_object('version', v.number, 'state', v.state,
    'createdAt', ${isoTime(sql`v.created_at`)}) from versions v where v.id = ${id})`
}
