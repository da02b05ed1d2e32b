import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { Completion } from '../filter/complete'
import type { Subject } from '../filter/keys'
import { there } from '../life/there'
import { likePattern } from '../like'
import { visibleModels } from '../visibility'

interface Asking {
  ctx: Ctx
  organizationId: string
}

// Each of the newest rows is looked up by itself (`offset 0`): a join would read a big table whole.
const most = sql`limit 12`

/** Selects the names of metrics, parameters or fields that a text is a part of: `key, value, help, count`. */
export function namesLike(
  of: Subject,
  keys: readonly string[],
  typed: string,
  asking: Asking,
): SQL | null {
  const pattern = likePattern(typed)
  const ways = keys.flatMap((key) => {
    const names = namesOf(of, key, asking)
    return names
      ? [
          sql`select ${key}::text as key, value, max(help) as help, count(*)::int as count
          from (${names}) n(value, help) where value ilike ${pattern} group by value`,
        ]
      : []
  })
  if (ways.length === 0) return null
  return sql`select * from (${sql.join(ways, sql` union all `)}) names
    order by count desc, value ${most}`
}

function namesOf(of: Subject, key: string, asking: Asking): SQL | null {
  if (key === 'field' && of !== 'runs')
    return sql`select fd.key, fd.label from field_definitions fd
      where fd.organization_id = ${asking.organizationId} and fd.removed_at is null`
  if (key !== 'metric' && key !== 'param') return null
  if (of !== 'runs')
    return sql`select x.key, null::text from (${newestVersions(asking)}) v
      cross join lateral (select o.key from ${sql.raw(`version_${key}s`)} o
        where o.version_id = v.id offset 0) x`
  if (key === 'metric')
    return sql`select x.key, null::text from (${newestRuns(asking)}) r
      cross join lateral (select o.key from run_summaries o where o.run_id = r.id offset 0) x`
  return sql`select k, null::text from (${newestRuns(asking)}) r cross join jsonb_object_keys(r.params) k`
}

/** Selects the values of a key that a text is a part of, as `namesLike()` does; null where none are known. */
export function valuesLike(of: Subject, typed: Completion, asking: Asking): SQL | null {
  const values = valuesOf(of, typed, asking)
  if (!values) return null
  const pattern = likePattern(typed.text)
  return sql`select null::text as key, value, max(help) as help,
      case when bool_or(counted) then count(*)::int end as count
    from (${values}) v(value, help, counted)
    where value ilike ${pattern} or help ilike ${pattern}
    group by value order by count(*) desc, value ${most}`
}

function valuesOf(of: Subject, { key, name, text }: Completion, asking: Asking): SQL | null {
  const { organizationId } = asking
  switch (key) {
    case 'tag':
      return sql`select tag, null::text, true from (${newest(of, asking)}) t cross join unnest(t.tags) tag`
    case 'alias':
      return sql`select a.name, null::text, true from (${newestVersions(asking)}) v
        cross join lateral (select o.name from aliases o where o.version_id = v.id offset 0) a`
    case 'project':
      return sql`select p.slug, p.name, false from projects p
        where p.organization_id = ${organizationId} and p.life = 'live'`
    case 'owner':
      return sql`select p.email, p.name, false from people p join members mb on mb.person_id = p.id
        where mb.organization_id = ${organizationId} and mb.removed_at is null`
    case 'model':
    case 'name':
      return sql`select models.slug, models.name, false from models
        where models.organization_id = ${organizationId} and models.life = 'live'
          and ${visibleModels(asking.ctx, organizationId)}`
    case 'dataset':
      return text.includes('/') ? datasetVersions(text, asking) : datasets(asking)
    case 'param':
      return paramValues(of, name ?? '', asking)
    case 'field':
      return fieldValues(name ?? '', asking)
    case 'step':
    case 'image':
      return sql`select ${sql.raw(`r.${key}`)}, null::text, true from (${newestRuns(asking)}) r
        where ${sql.raw(`r.${key}`)} <> ''`
    case 'run':
      return sql`select p.slug || '/' || r.number, r.step, false from (${newestRuns(asking)}) r
        join projects p on p.id = r.project_id`
    default:
      return null
  }
}

function datasets({ organizationId }: Asking): SQL {
  return sql`select d.slug, nullif(left(d.description, 100), ''), false from datasets d
    where d.organization_id = ${organizationId} and d.life = 'live'`
}

function datasetVersions(text: string, { organizationId }: Asking): SQL {
  const [slug = ''] = text.replace(/^dataset:\/\//, '').split('/')
  return sql`select d.slug || '/' || dv.name, null::text, false from datasets d
    join dataset_versions dv on dv.dataset_id = d.id
    where d.organization_id = ${organizationId} and d.slug = ${slug} and ${there('d')}
    order by dv.position desc limit 1000`
}

function paramValues(of: Subject, key: string, asking: Asking): SQL {
  if (of === 'runs')
    return sql`select left(r.params ->> ${key}::text, 100), null::text, true
      from (${newestRuns(asking)}) r where r.params ? ${key}::text`
  return sql`select x.word, null::text, true from (${newestVersions(asking)}) v
    cross join lateral (select o.word from version_params o
      where o.version_id = v.id and o.key = ${key} offset 0) x`
}

function fieldValues(key: string, asking: Asking): SQL {
  const { organizationId } = asking
  const defined = sql`fd.organization_id = ${organizationId} and fd.key = ${key} and fd.removed_at is null`
  return sql`select choice, null::text, false from field_definitions fd
      cross join unnest(fd.choices) choice where ${defined} and fd.kind = 'choice'
    union all select p.email, p.name, false from field_definitions fd
      join members mb on mb.organization_id = fd.organization_id and mb.removed_at is null
      join people p on p.id = mb.person_id where ${defined} and fd.kind = 'person'
    union all select left(mf.value #>> '{}', 200), null::text, true
      from (${newestModels(asking)}) m
      cross join lateral (select o.field_id, o.value from model_fields o
        where o.model_id = m.id offset 0) mf
      join field_definitions fd on fd.id = mf.field_id
      where ${defined} and fd.kind in ('text', 'number', 'date', 'url')`
}

function newest(of: Subject, asking: Asking): SQL {
  if (of === 'runs') return newestRuns(asking)
  return of === 'models' ? sql`${newestModels(asking)}` : newestVersions(asking)
}

function newestModels({ ctx, organizationId }: Asking): SQL {
  return sql`select models.id, models.tags from models
    where models.organization_id = ${organizationId} and models.life = 'live'
      and ${visibleModels(ctx, organizationId)}
    order by models.updated_at desc, models.id desc limit 1000`
}

function newestVersions({ ctx, organizationId }: Asking): SQL {
  return sql`select versions.id, versions.tags from versions
    join models on models.id = versions.model_id
    where versions.organization_id = ${organizationId} and versions.life = 'live'
      and models.life = 'live' and ${visibleModels(ctx, organizationId)}
    order by versions.created_at desc, versions.id desc limit 1000`
}

function newestRuns({ organizationId }: Asking): SQL {
  return sql`select runs.id, runs.tags, runs.step, runs.image, runs.params, runs.number, runs.project_id
    from runs join projects on projects.id = runs.project_id
    where runs.organization_id = ${organizationId} and projects.life = 'live'
    order by runs.created_at desc, runs.id desc limit 1000`
}
