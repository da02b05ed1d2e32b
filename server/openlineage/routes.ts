import { z } from 'zod'
import { unauthenticated } from '@/lib/errors'
import {
  BatchReported,
  Reported,
  reportEvent,
  reportEvents,
} from '@/lib/lineage/openlineage/events'
import { type Exchange, type Route, routes } from '../api/router'
import { readJson } from './body'

const Event = z
  .looseObject({
    eventTime: z.string().optional(),
    eventType: z.string().optional().describe('START, RUNNING, COMPLETE, ABORT, FAIL or OTHER'),
    run: z.looseObject({ runId: z.string() }).optional(),
    job: z.looseObject({ namespace: z.string(), name: z.string() }).optional(),
    dataset: z.looseObject({ namespace: z.string(), name: z.string() }).optional(),
    inputs: z.array(z.looseObject({})).optional(),
    outputs: z.array(z.looseObject({})).optional(),
  })
  .meta({ id: 'OpenLineageEvent', description: 'A RunEvent, JobEvent or DatasetEvent' })

const { list, raw } = routes()

raw('POST', '/lineage', {
  summary: 'Report an OpenLineage event to the organization of the token',
  action: 'lineage.report',
  input: z.object({}),
  status: 201,
  answer: Reported,
  media: { request: 'application/json', schema: Event },
  handle: async ({ ctx, request, input }) =>
    reportEvent(ctx, String(input.org), await readJson(request.raw)),
})

raw('POST', '/lineage/batch', {
  summary: 'Report many OpenLineage events at once',
  action: 'lineage.report',
  input: z.object({}),
  status: 200,
  answer: BatchReported,
  media: { request: 'application/json', schema: z.array(Event) },
  handle: async ({ ctx, request, input }) =>
    reportEvents(ctx, String(input.org), await readJson(request.raw)),
})

/** The routes of the OpenLineage door: below `/api/v1` like the others, but of no organization in the path. */
export const lineageRoutes: Route[] = list

/** The organization that a token belongs to. Throws `unauthenticated` for a browser, which may be of several. */
export function organizationOf({ ctx }: Pick<Exchange, 'ctx'>): string {
  const [membership] = ctx.memberships
  if (ctx.actor.kind !== 'token' || !membership)
    throw unauthenticated('Send Authorization: Bearer and a token; events go to its organization.')
  return membership.slug
}
