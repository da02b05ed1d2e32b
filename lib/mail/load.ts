import { sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { publicOrigin } from '../env'
import { seesSql } from '../notifications/sees'
import { columns, type Row, viewOf } from '../notifications/told'
import type { Claim } from './claim'
import type { Item } from './message'

interface MailRow extends Row {
  mail: string
  org: string
  organization: string
  name: string
  email: string
}

export interface Outgoing {
  to: { name: string; address: string }
  items: Item[]
  /** Those that need no mail any more. */
  idle: string[]
  /** Those that are told of in this message. */
  told: string[]
}

/**
 * What a claim is to tell, as things are now: what was read meanwhile, or may not be seen any more, is not
 * mailed. Null where nobody is left to be mailed.
 */
export async function loadMail({ ids }: Claim): Promise<Outgoing | null> {
  const { rows } = await database().read.execute<MailRow>(sql`
    select ml.id as mail, o.slug as org, o.name as organization, p.name, p.email, ${columns},
      ${seesSql(sql`n.person_id`, sql`n.organization_id`, sql`n.model_id`)} as seen
    from mails ml join notifications n on n.id = ml.notification_id
    join people p on p.id = ml.person_id join organizations o on o.id = n.organization_id
    left join models on models.id = n.model_id
    where ml.id = any(${sql.param(ids)}::uuid[]) order by n.created_at, n.id`)
  const [first] = rows
  if (!first) return null
  const wanted = rows.filter(
    ({ seen, readAt, body }) => seen && (!readAt || body.mailOnly === true),
  )
  return {
    to: { name: first.name, address: first.email },
    items: wanted.map((row) => {
      const { text, note, url } = viewOf(row.org, row)
      return { text, note, organization: row.organization, link: `${publicOrigin()}${url}` }
    }),
    told: wanted.map(({ mail }) => mail),
    idle: rows.filter((row) => !wanted.includes(row)).map(({ mail }) => mail),
  }
}
