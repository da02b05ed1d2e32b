import { type SQL, sql } from 'drizzle-orm'
import type { Term } from '../filter/tree'
import { readCount } from '../filter/values'
import { there } from '../life/there'
import { likeStart, literally } from '../like'
import { anyOf, type Condition, maybe, sure } from './condition'
import { projectIs } from './data'
import { fieldIs } from './fields'
import { personIs } from './people'
import type { Scope } from './scope'
import { numbersAre, patterns, texts, timeIs } from './values'

/** What is asked of a row of `models` itself; undefined for keys that are about its versions. */
export function ofModel(term: Term, scope: Scope): Condition | undefined {
  const { key, values } = term
  switch (key) {
    case 'name':
      return nameIs(values)
    case 'owner':
      return personIs(sql`models.owner_id`, values, scope)
    case 'project':
      return inProject(sql`models.id`, values, scope)
    case 'access':
      return sure(sql`models.access_mode = any(${texts(values)}::access_mode[])`)
    case 'created':
      return timeIs(sql`models.created_at`, term, scope.ctx.now())
    case 'updated':
      return timeIs(sql`models.updated_at`, term, scope.ctx.now())
    case 'versions':
      return numbersAre(sql`models.version_count`, term, readCount)
    case 'field':
      return fieldIs(term, scope)
  }
}

/** Whether the model of the row is called so, whatever the case of the letters. */
export function nameIs(values: readonly string[]): Condition {
  const { whole, prefixes } = patterns(values)
  const like = [...whole.map(literally), ...prefixes.map(likeStart)]
  return maybe(
    sql`(${sql.join(
      like.map((one) => sql`models.name ilike ${one} or models.slug ilike ${one}`),
      sql` or `,
    )})`,
  )
}

export function inProject(id: SQL, values: readonly string[], scope: Scope): Condition {
  return sure(sql`exists (select 1 from model_projects mp join projects p on p.id = mp.project_id
    where mp.model_id = ${id} and ${projectIs(values, scope)})`)
}

/** What of the model alone `is:` and `has:` ask for. */
export function modelIsOrHas({ key, values }: Term, ofVersion: (value: string) => Condition) {
  return anyOf(
    values.map((value) => {
      if (key === 'is' && value === 'archived') return sure(sql`models.life = 'archived'`)
      if (key === 'has' && value === 'comments')
        return sure(sql`exists (select 1 from comments c
          where c.model_id = models.id and c.deleted_at is null and not exists (
            select 1 from versions v where v.id = c.version_id and not ${there('v')}))`)
      return ofVersion(value)
    }),
  )
}
