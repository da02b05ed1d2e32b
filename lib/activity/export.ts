import { z } from 'zod'
import { command } from '../command'
import { csvLines, jsonCell } from '../csv'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { JsonValue, OrganizationRef } from '../view'
import { Filters, instantOf } from './filters'
import { ocsfOf } from './ocsf/map'
import { decideOn, eventPage } from './queries'
import { findScope, type Scope } from './scope'
import { readsAll } from './select'
import type { Event } from './view'

export const exportFormats = ['csv', 'jsonl', 'ocsf'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** Events read at once; what a file needs in memory does not depend on how long it is. */
const atOnce = 1000

/**
 * Every event of a search as a file, newest first, piece by piece; the first piece is there when this
 * answers. A file that tells where people came from is an event itself.
 */
export const exportActivity = query({
  action: 'organization.read',
  input: OrganizationRef.extend({ ...Filters.shape, format: z.enum(exportFormats) }),
  load: (db, input, ctx) => findScope(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<AsyncIterable<string>> {
    decideOn(ctx, subject)
    const { org, format } = input
    const whole = readsAll(ctx, subject)
    const pageAt = (cursor?: string) =>
      eventPage(db, ctx, subject, { ...input, cursor, limit: atOnce })
    const first = await pageAt()
    if (whole) await recordExport(ctx, { org, asked: askedFor(input, subject) })
    const { head, textOf } = written(org, format, whole)
    async function* pieces(): AsyncIterable<string> {
      yield head + textOf(first.items)
      for (let cursor = first.nextCursor; cursor; ) {
        const { items, nextCursor } = await pageAt(cursor)
        yield textOf(items)
        cursor = nextCursor
      }
    }
    return pieces()
  },
})

/** That personal data left the hub: who took it and which, not what it says. */
const recordExport = command({
  action: 'audit.export',
  input: OrganizationRef.extend({ asked: z.record(z.string(), JsonValue) }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),
  run: async ({ input: { asked } }) => ({ result: null, change: { before: null, after: asked } }),
})

/** What was asked for, people by their ids. */
function askedFor(input: Filters & { format: ExportFormat }, scope: Scope) {
  const { format, model, version, project, action, subject, via, outcome, from, to } = input
  const asked = {
    ...{ format, model, version, project, action, subject, via, outcome },
    actor: scope.actor ?? undefined,
    from: instantOf(from),
    to: instantOf(to),
  }
  const given = Object.entries(asked).filter((entry): entry is [string, string | number] => {
    return entry[1] !== undefined
  })
  return Object.fromEntries(given)
}

interface Written {
  head: string
  textOf(events: readonly Event[]): string
}

function written(org: string, format: ExportFormat, whole: boolean): Written {
  if (format === 'csv')
    return {
      head: csvLines([[...csvColumns, ...(whole ? originColumns : [])]]),
      textOf: (events) => csvLines(events.map((event) => csvLine(event, whole))),
    }
  const line = format === 'ocsf' ? (event: Event) => ocsfOf(org, event) : (event: Event) => event
  return {
    head: '',
    textOf: (events) => events.map((event) => `${JSON.stringify(line(event))}\n`).join(''),
  }
}

const csvColumns = [
  ...['index', 'at', 'actor', 'actor_kind', 'actor_id', 'on_behalf_of', 'via', 'action'],
  ...['subject_kind', 'subject', 'about', 'outcome', 'reason', 'note', 'before', 'after'],
  ...['request', 'event'],
]
const originColumns = ['address', 'user_agent', 'client']

function csvLine(event: Event, whole: boolean) {
  const { actor, onBehalfOf, subject, origin } = event
  return [
    ...[event.index, event.at, actor.name, actor.kind, actor.id, onBehalfOf?.name],
    ...[event.via, event.action, subject.kind, subject.uri, subject.name],
    ...[event.outcome, event.reason, event.note, jsonCell(event.before), jsonCell(event.after)],
    ...[event.requestId, event.id],
    ...(whole ? [origin?.ip, origin?.userAgent, origin?.client] : []),
  ]
}
