import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { directions, metricDefinitions, organizations } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { findOrganization } from '../organizations/find'
import { metricSubject } from '../paths'
import { Key, OrganizationRef, PlainText } from '../view'
import { readDefinition } from './definitions'
import type { MetricDefinition } from './view'

/** Says which way is better for a metric and in which unit it is; without a direction its name decides again. */
export const defineMetric = command({
  action: 'metric.define',
  input: OrganizationRef.extend({
    key: Key,
    direction: z
      .enum(directions, 'Choose lower or higher, or leave it out.')
      .nullable()
      .default(null),
    unit: PlainText(20).default(''),
  }),

  load(_tx, { org, key }, ctx) {
    const target = findOrganization(ctx, org)
    const { organizationId } = target.access
    const uri = metricSubject(org, key)
    return { ...target, event: { kind: 'metric', id: null, uri, organizationId } }
  },

  async run({ tx, subject: { access }, input: { key, direction, unit }, ctx }) {
    const { organizationId } = access
    const was = await lockDefinition(tx, organizationId, key)
    const of = { organizationId, key }
    const is = direction === null && unit === '' ? null : { direction, unit, updatedAt: ctx.now() }
    if (is)
      await tx
        .insert(metricDefinitions)
        .values({ ...of, ...is })
        .onConflictDoUpdate({
          target: [metricDefinitions.organizationId, metricDefinitions.key],
          set: is,
        })
    else await tx.delete(metricDefinitions).where(same(organizationId, key))
    const { said, ...meaning } = readDefinition(key, { direction, unit })
    const result: MetricDefinition = { key, ...meaning, guessed: !said }
    const before = was && { key, direction: was.direction, unit: was.unit }
    return { result, change: { before, after: is && { key, direction, unit } } }
  },
})

/** What is said of a metric now. Whoever says something else of it waits, also where nothing is said yet. */
async function lockDefinition(tx: Tx, organizationId: string, key: string) {
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for('no key update')
  const [was = null] = await tx.select().from(metricDefinitions).where(same(organizationId, key))
  return was
}

const same = (organizationId: string, key: string) =>
  and(eq(metricDefinitions.organizationId, organizationId), eq(metricDefinitions.key, key))
