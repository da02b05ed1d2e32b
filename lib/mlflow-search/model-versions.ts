import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { registeredName } from '../registered/find'
import { isSourceSeen, loadModelVersions } from '../registered/versions'
import type { RegisteredVersion } from '../registered/view'
import { uuidOf } from '../tracking/ids'
import { OrganizationRef } from '../view'
import { uuids, visibleModels } from '../visibility'
import { countIs, longTextIs, textIs, texts } from './compare'
import { type Found, findRows } from './found'
import { hubTagIs } from './hub-tags'
import { conditionsOf, limitOf, SearchInput, sortedBy } from './input'
import type { Key } from './keyset'
import { promptsApart, registryTagIs } from './registry-tags'
import { heldBack } from './usable'
import { ofModelVersions } from './vocabularies'
import type { Condition } from './vocabulary'

/** The versions that the caller sees and a filter is true of, last changed first unless asked else. */
export const searchModelVersions = query({
  action: 'version.read',
  input: OrganizationRef.extend(SearchInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Found<RegisteredVersion>> {
    const { organizationId, slug } = subject.organization
    const { filter, orderBy, pageToken } = input
    const limit = limitOf(input, { usual: 10_000, most: 200_000 })
    const tagged = {
      ...({ table: 'version_tags', column: 'version_id', things: 'versions' } as const),
      id: sql`v.id`,
      organizationId,
    }
    const { conditions, apart } = promptsApart(conditionsOf(filter, ofModelVersions), tagged)
    const isTrue = (condition: Condition): SQL => {
      if (condition.kind !== 'tag') return attributeIs(condition, ctx, organizationId)
      return hubTagIs(condition, slug) ?? registryTagIs(condition, tagged)
    }
    const wanted = {
      id: sql`v.id`,
      from: sql`versions v join models on models.id = v.model_id`,
      where: [
        sql`v.organization_id = ${organizationId}`,
        sql`models.organization_id = ${organizationId}`,
        there('v', 'models'),
        visibleModels(ctx, organizationId),
        ...(await heldBack(db, ctx, organizationId)),
        ...conditions.map(isTrue),
        ...apart,
      ],
      keys: keysOf(orderBy),
    }
    const question = ['model versions', organizationId, filter, orderBy]
    return findRows(
      db,
      wanted,
      { question, limit, pageToken },
      {
        load: (ids) =>
          loadModelVersions(
            db,
            ctx,
            ids.filter((id) => id !== null),
          ),
      },
    )
  },
})

function attributeIs(condition: Condition, ctx: Ctx, organizationId: string): SQL {
  const { key } = condition
  if (key === 'name') return textIs(registeredName, condition)
  if (key === 'version_number') return countIs(sql`v.number`, condition)
  if (key === 'run_id') return runIdIs(condition, organizationId)
  return sourceIs(condition, ctx, organizationId)
}

/** What clients are told is the run of a version: the one that was named, else the one that made it. */
const runId = sql`coalesce(
  (select nullif(o.run_ref, '') from version_origins o where o.version_id = v.id),
  (select replace(t.run_id::text, '-', '') from tracked_runs t where t.run_id = v.run_id), '')`

function runIdIs(condition: Condition, organizationId: string): SQL {
  const { operator } = condition
  const asked = 'texts' in condition ? condition.texts : 'text' in condition ? [condition.text] : []
  if ((operator !== '=' && operator !== 'IN') || asked.includes('')) return textIs(runId, condition)
  return sql`v.id in (select o.version_id from version_origins o
      where o.organization_id = ${organizationId} and o.run_ref = any(${texts(asked)})
    union all select w.id from versions w join tracked_runs t on t.run_id = w.run_id
      where w.run_id = any(${uuids(asked.flatMap((hex) => uuidOf(hex) ?? []))})
        and not exists (select 1 from version_origins o
          where o.version_id = w.id and o.run_ref <> ''))`
}

/**
 * What a client said that a version was made of; else, and for a copy of the unseen, where its files are, as
 * `rootUri` tells it.
 */
const sourceOf = (isSeen: SQL) => sql`coalesce(
  (select o.source from version_origins o where o.version_id = v.id and ${isSeen}),
  'mlflow-artifacts:/versions/' || replace(v.model_id::text, '-', '') || '/' || v.number)`

function sourceIs(condition: Condition, ctx: Ctx, organizationId: string): SQL {
  const isSeen = isSourceSeen(ctx, organizationId)
  const source = sourceOf(isSeen)
  if (condition.operator !== '=' || !('text' in condition)) return textIs(source, condition)
  // Of no client's saying.
  if (condition.text.startsWith('mlflow-artifacts:/versions/')) return textIs(source, condition)
  return sql`v.id in (select o.version_id from version_origins o
    where o.organization_id = ${organizationId} and ${longTextIs(sql`o.source`, condition)}
      and ${isSeen})`
}

const columns: Record<string, Omit<Key, 'descending'>> = {
  name: { is: registeredName, type: 'text' },
  version_number: { is: sql`v.number`, type: 'count' },
  creation_timestamp: { is: sql`v.created_at`, type: 'time' },
  last_updated_timestamp: { is: sql`greatest(v.created_at, v.decided_at)`, type: 'time' },
}

function keysOf(orderBy: readonly string[]): Key[] {
  const asked = orderBy.length > 0 ? orderBy : ['last_updated_timestamp DESC']
  const orderings = sortedBy(asked, ofModelVersions)
  for (const [key, descending] of [
    ['name', false],
    ['version_number', true],
  ] as const)
    if (!orderings.some((one) => one.key === key))
      orderings.push({ kind: 'attribute', key, descending })
  return orderings.flatMap(({ key, descending }) => {
    const column = columns[key]
    return column ? [{ ...column, descending }] : []
  })
}
