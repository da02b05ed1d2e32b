import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, states, versions } from '@/db/schema/tables'
import { can } from '../access'
import { definitionsOf } from '../metrics/definitions'
import { findModel, ModelRef, modelAccess, projectIdsOf } from '../models/find'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NumberCursor, page, TimeCursor } from '../page'
import { effectivePolicy } from '../policies/effective'
import { policiesOf } from '../policies/sources'
import { given, prepared } from '../prepared'
import { query } from '../query'
import { readFilter, SearchedLife } from '../search/read'
import { type Ability, OrganizationRef, type Page, PageInput } from '../view'
import { sightOf, visibleModels, visiblePrepared } from '../visibility'
import { approvedVersions } from './approved'
import { findVersion, madeBy, VersionRef } from './find'
import { itemColumns, itemView, viewDecisions, viewVersions } from './load'
import { pageOfVersions, VersionSearch } from './search'
import { moves, type Verdict } from './state'
import type { ReviewItem, Version, VersionItem } from './view'

const StateFilter = z.enum(states).optional()

/** The versions of a model, highest number first unless another order is asked for. */
export const listVersions = query({
  action: 'version.read',
  input: ModelRef.extend({
    ...VersionSearch.shape,
    state: StateFilter,
    life: SearchedLife,
  }),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<Page<VersionItem>> {
    const filter = readFilter(input.q, 'versions')
    if (filter || input.sort !== undefined) {
      const { organizationId } = subject.organization
      const asked = { ...input, model: subject.model.slug, filter, usual: '-number' }
      return pageOfVersions(db, ctx, organizationId, asked)
    }
    const after = decodeCursor(input.cursor, NumberCursor)
    const { state, life = 'live', limit } = input
    const rows = await ofModel(db, { state: state !== undefined, after: after !== null }).execute({
      modelId: subject.model.id,
      life,
      state,
      number: after?.[0],
      limit: limit + 1,
    })
    const item = (row: (typeof rows)[number]) => itemView(subject.model.slug, row, ctx.now())
    return page(rows, limit, item, ({ row }) => [row.number])
  },
})

const ofModel = prepared((db, { state, after }: { state: boolean; after: boolean }) => {
  const conditions = [
    eq(versions.modelId, given('modelId')),
    eq(versions.life, given('life')),
    state && eq(versions.state, given('state')),
    after && lt(versions.number, given('number')),
  ]
  return db
    .select(itemColumns)
    .from(versions)
    .where(and(...conditions.filter((condition): condition is SQL => Boolean(condition))))
    .orderBy(desc(versions.number))
    .limit(given('limit'))
})

/** One version, as the API answers it. */
export const getVersion = query({
  action: 'version.read',
  input: VersionRef,
  load: (db, input, ctx) => findVersion(db, ctx, input),
  run: async ({ db, subject, ctx }) =>
    one(await viewVersions(db, ctx, subject.of, [subject.version.id])),
})

/**
 * One version with everything a reviewer weighs: beside it the highest approved version other than this
 * one, the decisions, what the caller may do. `latest` is the number that `model://<name>/latest` means.
 */
export const reviewVersion = query({
  action: 'version.read',
  input: VersionRef,
  load: (db, input, ctx) => findVersion(db, ctx, input),

  async run({ db, subject, ctx }) {
    const { version, of } = subject
    const approved = await approvedVersions(db, of, ctx.now())
    const base = approved.find(({ id }) => id !== version.id)
    const shown = await viewVersions(db, ctx, of, [version.id, ...(base ? [base.id] : [])])
    const abilities = Object.fromEntries(
      (Object.keys(moves) as Verdict[]).map((verdict) => [
        verdict,
        can(ctx, `version.${verdict}`, subject.access),
      ]),
    ) as Record<Verdict, Ability>
    const measured = shown.flatMap(({ metrics }) => Object.keys(metrics))
    return {
      ...one(shown.filter(({ version: number }) => number === version.number)),
      modelName: of.model.name,
      modelLife: of.model.life,
      latest: approved[0]?.number ?? null,
      base: shown.find(({ version: number }) => number === base?.number) ?? null,
      decisions: await viewDecisions(db, version.id),
      meanings: await definitionsOf(db, version.organizationId, measured),
      abilities: {
        ...abilities,
        update: can(ctx, 'version.update', subject.access),
        archive: can(ctx, 'version.archive', subject.access),
        restore: can(ctx, 'version.restore', subject.access),
        delete: can(ctx, 'version.delete', subject.access),
      },
    }
  },
})
export type ReviewedVersion = Awaited<ReturnType<typeof reviewVersion>>

/** The pending versions of the organization, oldest first, each with what it would replace. */
export const listReviews = query({
  action: 'version.read',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization }, input, ctx }) {
    const { organizationId } = organization
    const after = decodeCursor(input.cursor, TimeCursor)
    const rows = await waiting(db, { after: after !== null }).execute({
      ...sightOf(ctx, organizationId),
      organizationId,
      at: after?.[0],
      id: after?.[1],
      limit: input.limit + 1,
    })
    const item = (found: (typeof rows)[number]): ReviewItem => {
      const { current, row } = found
      const policy = effectivePolicy(found.policies, organization.fourEyes)
      const access = modelAccess(organizationId, found.model, found.projectIds, policy)
      return {
        ...itemView(found.model.slug, found, ctx.now()),
        modelName: found.model.name,
        current: current && { version: current.version, metrics: current.metrics ?? {} },
        canDecide: can(ctx, 'version.approve', { ...access, madeBy: madeBy(row) }),
      }
    }
    return page(rows, input.limit, item, ({ row }) => [row.createdAt, row.id])
  },
})

const waiting = prepared((db, { after }: { after: boolean }) =>
  db
    .select({
      ...itemColumns,
      model: {
        id: models.id,
        slug: models.slug,
        name: models.name,
        accessMode: models.accessMode,
      },
      projectIds: projectIdsOf(),
      policies: policiesOf(),
      current: sql<{ version: number; metrics: Version['metrics'] | null } | null>`(
        select json_build_object('version', c.number, 'metrics', (
          select json_object_agg(m.key, m.value) from version_metrics m where m.version_id = c.id))
        from versions c where c.model_id = models.id and c.state = 'approved' and c.life = 'live'
        order by c.number desc limit 1)`,
    })
    .from(versions)
    .innerJoin(models, eq(models.id, versions.modelId))
    .where(
      and(
        eq(versions.organizationId, given('organizationId')),
        eq(versions.state, 'pending'),
        eq(versions.life, 'live'),
        eq(models.life, 'live'),
        visiblePrepared(),
        after
          ? sql`(${versions.createdAt}, ${versions.id}) > (${given('at')}::timestamptz, ${given('id')}::uuid)`
          : undefined,
      ),
    )
    .orderBy(versions.createdAt, versions.id)
    .limit(given('limit')),
)

/** How many versions wait for a decision; counts to 100 at most. */
export const countReviews = query({
  action: 'version.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, ctx }) {
    const { organizationId } = subject.organization
    const {
      rows: [found],
    } = await db.execute<{ count: number }>(sql`select count(*)::int as count from (
      select 1 from ${versions} join ${models} on ${models.id} = ${versions.modelId}
      where ${versions.organizationId} = ${organizationId} and ${versions.state} = 'pending'
        and ${versions.life} = 'live' and ${models.life} = 'live'
        and ${visibleModels(ctx, organizationId)} limit 100) waiting`)
    return found?.count ?? 0
  },
})

function one(found: Version[]): Version {
  const [version] = found
  if (!version) throw new Error('A version that was just found is gone.')
  return version
}
