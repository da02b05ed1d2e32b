import { type SQL, sql } from 'drizzle-orm'
import { there } from '../life/there'
import { likeStart, likeWords } from '../like'
import type { Part } from './asked'
import { closeness, holds, type Looking } from './models'

/**
 * Selects of `kind, title, detail, place, state` for what every member sees: data, deployments, projects,
 * experiments, runs, people.
 */
export function ofOthers(looking: Looking): SQL[] {
  const { only, part, words } = looking.asked
  const selects: SQL[] = []
  if (words.length === 0) return selects
  if (only === null || only === 'dataset') {
    if (part && part.sign !== '#' && part.of.length > 0)
      selects.push(datasetVersions(looking, part))
    selects.push(datasets(looking))
  }
  if (only === null) selects.push(deployments(looking), projects(looking), experimentsOf(looking))
  if ((only === null || only === 'run') && part && part.number !== null && part.sign !== 'v')
    selects.push(runs(looking, part, part.number))
  if (only === null) selects.push(members(looking))
  return selects
}

function datasetVersions({ organizationId }: Looking, { of, word }: Part): SQL {
  return sql`(select 'dataset_version' as kind, d.slug || ' ' || v.name as title,
      'dataset://' || d.slug || '/' || v.name as detail,
      json_build_object('dataset', d.slug, 'part', v.name) as place, null as state
    from datasets d join dataset_versions v on v.dataset_id = d.id
    where d.organization_id = ${organizationId} and ${there('d')}
      and d.slug ilike ${likeWords(of)} and v.name ilike ${likeStart(word)}
    order by d.slug = ${of.join(' ')} desc, lower(v.name) = lower(${word}) desc, v.created_at desc limit 6)`
}

function datasets({ organizationId, asked: { words }, text }: Looking): SQL {
  return sql`(select 'dataset' as kind, d.slug as title, 'dataset://' || d.slug as detail,
      json_build_object('dataset', d.slug) as place, null as state
    from datasets d
    where d.organization_id = ${organizationId} and ${there('d')} and d.slug ilike ${likeWords(words)}
    order by (d.life = 'live') desc, d.slug ilike ${likeStart(text)} desc, d.created_at desc, d.id limit 6)`
}

function deployments({ organizationId, asked: { words }, text }: Looking): SQL {
  return sql`(select 'deployment' as kind, d.slug as title,
      d.target || case when d.archived_at is null then '' else ' · archived' end as detail,
      json_build_object('deployment', d.slug) as place, null as state
    from deployments d join projects p on p.id = d.project_id and ${there('p')}
    where d.organization_id = ${organizationId} and d.slug ilike ${likeWords(words)}
    order by d.archived_at is null desc, d.slug ilike ${likeStart(text)} desc, d.updated_at desc, d.id
    limit 6)`
}

function projects({ organizationId, asked: { words }, text }: Looking): SQL {
  return sql`(select 'project' as kind, p.name as title, p.slug as detail,
      json_build_object('project', p.slug) as place, null as state
    from projects p
    where p.organization_id = ${organizationId} and ${there('p')} and ${holds(sql`p`, words)}
    order by (p.life = 'live') desc, ${closeness(sql`p`, text)}, p.slug limit 6)`
}

function experimentsOf({ organizationId, asked: { words }, text }: Looking): SQL {
  return sql`(select 'experiment' as kind, e.name as title, p.slug || ' · ' || e.number as detail,
      json_build_object('project', p.slug, 'part', e.number::text) as place, null as state
    from projects p join experiments e on e.project_id = p.id and e.deleted_at is null
    where p.organization_id = ${organizationId} and ${there('p')} and e.name ilike ${likeWords(words)}
    order by (p.life = 'live') desc, lower(e.name) = lower(${text}) desc,
      e.name ilike ${likeStart(text)} desc, e.updated_at desc, e.id limit 6)`
}

function runs({ organizationId }: Looking, { of }: Part, number: number): SQL {
  return sql`(select 'run' as kind, p.slug || ' #' || r.number as title,
      'run://' || p.slug || '/' || r.number || coalesce(' · ' || r.step, '') as detail,
      json_build_object('project', p.slug, 'part', r.number::text) as place, r.state::text as state
    from projects p join runs r on r.project_id = p.id and r.number = ${number}
    where p.organization_id = ${organizationId} and ${there('p')} and ${holds(sql`p`, of)}
    order by ${closeness(sql`p`, of.join(' '))}, r.created_at desc limit 6)`
}

function members({ organizationId, asked: { words } }: Looking): SQL {
  const pattern = likeWords(words)
  return sql`(select 'person' as kind, p.name as title, p.email as detail,
      '{}'::json as place, null as state
    from members m join people p on p.id = m.person_id
    where m.organization_id = ${organizationId} and m.removed_at is null
      and (p.name ilike ${pattern} or p.email ilike ${pattern})
    order by lower(p.name), p.id limit 6)`
}
