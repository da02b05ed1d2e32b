import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { preferences } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { parseInput, type Tx } from '../door'
import { conflict, forbidden, notFound } from '../errors'
import { ingest } from '../ingest'
import { findOrganization } from '../organizations/find'
import { SavedViews } from '../preferences/kinds'
import { OrganizationRef } from '../view'

/** The views that everybody has. */
export const shippedViews: SavedViews = [
  { name: 'Refusals', query: 'outcome=refused' },
  {
    name: 'Decisions',
    query: 'action=version.approve,version.reject,version.withdraw,version.override',
  },
  { name: 'Overrides', query: 'action=version.override' },
  {
    name: 'Sign-ins and access',
    query:
      'action=member,invitation,group_mapping,team,team_member,service_account,token,organization.grant,organization.revoke,project.grant,project.revoke,model.grant,model.revoke',
  },
  { name: 'Policy changes', query: 'action=policy' },
]

const { name: Name, query: Query } = SavedViews.element.shape

/** Keeps a search of the log under a name; under the same name it takes the place of the one before. */
export const saveView = ingest({
  action: 'organization.read',
  input: OrganizationRef.extend({ name: Name, query: Query }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),
  run: ({ tx, subject, input, ctx }) =>
    changeViews(tx, ctx, subject.organization.organizationId, (views) => {
      const { name } = input
      const view = { name, query: tidy(input.query) }
      const isKept = views.some((one) => one.name === name)
      return isKept ? views.map((one) => (one.name === name ? view : one)) : [...views, view]
    }),
})

/** Gives a view another name. */
export const renameView = ingest({
  action: 'organization.read',
  input: OrganizationRef.extend({ name: Name, to: Name }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),
  run: ({ tx, subject, input: { name, to }, ctx }) =>
    changeViews(tx, ctx, subject.organization.organizationId, (views) => {
      if (!views.some((one) => one.name === name)) throw gone(name)
      if (to !== name && views.some((one) => one.name === to))
        throw conflict(`You have a view called ${to} already. Choose another name.`)
      return views.map((one) => (one.name === name ? { ...one, name: to } : one))
    }),
})

/** Forgets a view. */
export const removeView = ingest({
  action: 'organization.read',
  input: OrganizationRef.extend({ name: Name }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),
  run: ({ tx, subject, input: { name }, ctx }) =>
    changeViews(tx, ctx, subject.organization.organizationId, (views) => {
      const kept = views.filter((one) => one.name !== name)
      if (kept.length === views.length) throw gone(name)
      return kept
    }),
})

const gone = (name: string) => notFound(`You have no view called ${name} any more.`)

const key = 'activity.views'

/** Several windows of one person may do this at once, so that the row is locked first. */
async function changeViews(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  change: (views: SavedViews) => SavedViews,
): Promise<null> {
  const personId = personBehind(ctx.actor)
  if (!personId) throw forbidden('Views are of people. Sign in as one.')
  const updatedAt = ctx.now()
  await tx
    .insert(preferences)
    .values({ organizationId, personId, key, value: [], updatedAt })
    .onConflictDoNothing()
  const own = and(
    eq(preferences.organizationId, organizationId),
    eq(preferences.personId, personId),
    eq(preferences.key, key),
  )
  const [row] = await tx.select().from(preferences).where(own).for('update')
  const now = SavedViews.safeParse(row?.value)
  const changed = change(now.success ? now.data : [])
  const { views } = parseInput(z.object({ views: SavedViews }), { views: changed })
  await tx.update(preferences).set({ value: views, updatedAt }).where(own)
  return null
}

/** A search without the page it was on, and without what is blank. */
function tidy(query: string): string {
  const search = new URLSearchParams(query)
  for (const [name, value] of [...search])
    if (name === 'cursor' || name === 'view' || value.trim() === '') search.delete(name)
  return search.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')
}
