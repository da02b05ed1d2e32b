import { type SQL, sql } from 'drizzle-orm'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { registeredName } from '../registered/find'
import { loadRegistered } from '../registered/models'
import type { RegisteredModel } from '../registered/view'
import { OrganizationRef } from '../view'
import { visibleModels } from '../visibility'
import { textIs } from './compare'
import { type Found, findRows } from './found'
import { conditionsOf, limitOf, SearchInput, sortedBy } from './input'
import type { Key } from './keyset'
import { promptsApart, registryTagIs } from './registry-tags'
import { ofRegisteredModels } from './vocabularies'
import type { Condition } from './vocabulary'

/** The models that the caller sees and a filter is true of, by name unless another order is asked for. */
export const searchRegisteredModels = query({
  action: 'model.read',
  input: OrganizationRef.extend(SearchInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  run({ db, subject, input, ctx }): Promise<Found<RegisteredModel>> {
    const { organizationId } = subject.organization
    const { filter, orderBy, pageToken } = input
    const limit = limitOf(input, { usual: 100, most: 1000 })
    const tagged = {
      ...({ table: 'model_tags', column: 'model_id', things: 'models' } as const),
      id: sql`models.id`,
      organizationId,
    }
    const { conditions, apart } = promptsApart(conditionsOf(filter, ofRegisteredModels), tagged)
    const isTrue = (condition: Condition): SQL =>
      condition.kind === 'tag'
        ? registryTagIs(condition, tagged)
        : textIs(registeredName, condition)
    const wanted = {
      id: sql`models.id`,
      from: sql`models`,
      where: [
        sql`models.organization_id = ${organizationId}`,
        there('models'),
        visibleModels(ctx, organizationId),
        ...conditions.map(isTrue),
        ...apart,
      ],
      keys: keysOf(orderBy),
    }
    const question = ['registered models', organizationId, filter, orderBy]
    return findRows(
      db,
      wanted,
      { question, limit, pageToken },
      {
        load: (ids) =>
          loadRegistered(
            db,
            ctx,
            ids.filter((id) => id !== null),
          ),
      },
    )
  },
})

const columns: Record<string, Omit<Key, 'descending'>> = {
  name: { is: registeredName, type: 'text' },
  creation_timestamp: { is: sql`models.created_at`, type: 'time' },
  last_updated_timestamp: { is: sql`models.updated_at`, type: 'time' },
}

function keysOf(orderBy: readonly string[]): Key[] {
  const orderings = sortedBy(orderBy, ofRegisteredModels)
  if (!orderings.some(({ key }) => key === 'name'))
    orderings.push({ kind: 'attribute', key: 'name', descending: false })
  return orderings.flatMap(({ key, descending }) => {
    const column = columns[key]
    return column ? [{ ...column, descending }] : []
  })
}
