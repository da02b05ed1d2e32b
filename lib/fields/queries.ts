import { eq, type SQL, sql } from 'drizzle-orm'
import { fieldDefinitions } from '@/db/schema/tables'
import { can } from '../access'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { seesAddresses } from '../members/addresses'
import { findModel, ModelRef } from '../models/find'
import { findOrganization } from '../organizations/find'
import { personView } from '../people'
import { isoTime } from '../prepared'
import { query } from '../query'
import { OrganizationRef, type Page } from '../view'
import type { FieldRow } from './find'
import type { Field, FieldValues, ModelField } from './view'

/** What the organization wants to know of its models, in the order that it is shown in. */
export const listFields = query({
  action: 'organization.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, ctx }): Promise<Page<Field>> {
    const items = await db
      .select(columns)
      .from(fieldDefinitions)
      .where(sql`organization_id = ${access.organizationId} and removed_at is null`)
      .orderBy(sql`position, key`)
    // It may be in use by models that the others cannot see.
    if (can(ctx, 'field.define', access).ok) return { items, nextCursor: null }
    return { items: items.map((item) => ({ ...item, inUse: null })), nextCursor: null }
  },
})

/** Every field of the organization with what one model says in it. */
export const listModelFields = query({
  action: 'model.read',
  input: ModelRef,
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model }, ctx }): Promise<ModelField[]> {
    const addresses = seesAddresses(ctx, model.organizationId)
    const { rows } = await db.execute<ModelField & Record<string, unknown>>(sql`
      select d.key, d.label, d.help, d.kind, d.choices, d.required,
        ${shown(sql`d.kind`, sql`f.value`)} as value,
        case when d.kind = 'person' and ${addresses}::boolean then
          (select p.email from people p where p.id::text = f.value #>> '{}') end as email
      from field_definitions d
      left join model_fields f on f.field_id = d.id and f.model_id = ${model.id}
      where d.organization_id = ${model.organizationId} and d.removed_at is null
      order by d.position, d.key`)
    return rows
  },
})

/** What the model of an outer row says in its fields, as a column: no query per row. */
export function fieldValues(modelId: SQL): SQL<FieldValues> {
  return sql<FieldValues>`coalesce((
    select jsonb_object_agg(d.key, ${shown(sql`d.kind`, sql`f.value`)})
    from model_fields f join field_definitions d on d.id = f.field_id
    where f.model_id = ${modelId} and d.removed_at is null), '{}')`
}

/** The view of a field that is already found. */
export async function viewField(db: ReadDb, { id }: Pick<FieldRow, 'id'>): Promise<Field> {
  const [found] = await db.select(columns).from(fieldDefinitions).where(eq(fieldDefinitions.id, id))
  if (!found) throw notFound('This field is gone.')
  return found
}

const columns = {
  key: fieldDefinitions.key,
  label: fieldDefinitions.label,
  help: fieldDefinitions.help,
  kind: fieldDefinitions.kind,
  choices: fieldDefinitions.choices,
  required: fieldDefinitions.required,
  inUse: sql<boolean>`exists (select 1 from model_fields f where f.field_id = field_definitions.id)`,
  createdAt: isoTime(sql`field_definitions.created_at`),
}

/** A person is kept by id, and told with the name. */
function shown(kind: SQL, value: SQL): SQL {
  return sql`case when ${kind} = 'person'
    then to_jsonb(${personView(sql`(${value} #>> '{}')::uuid`)}) else ${value} end`
}
