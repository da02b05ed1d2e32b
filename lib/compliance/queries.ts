import { eventPage } from '../activity/queries'
import { findScope } from '../activity/scope'
import type { Event } from '../activity/view'
import type { Ctx } from '../actor'
import { headOf } from '../audit/log/head'
import type { ReadDb } from '../door'
import { query } from '../query'
import { findVersion, VersionRef, type VersionTarget } from '../versions/find'
import { viewVersions } from '../versions/load'
import { revisionsOf } from '../versions/ran'
import { decisionsOn } from './decisions'
import { gapsOf } from './gaps'
import { madeBy } from './made'
import { refOf } from './recorded'
import { aliasesOf, commentsOn, recallsOf, runsOf, usesOf } from './used'
import type { Compliance, EventRef, Told } from './view'

/** All that answers for a version: who made it, on what, who decided on what evidence, where it went. */
export const getCompliance = query({
  action: 'version.read',
  input: VersionRef,
  load: (db, input, ctx) => findVersion(db, ctx, input, { deleted: 'organization.activity' }),

  async run({ db, subject, ctx }): Promise<Compliance> {
    const { organization, of } = subject
    const org = organization.slug
    const now = ctx.now()
    const [events, [version], made, used, uses, aliases, recalls, comments, head] =
      await Promise.all([
        eventsOf(db, ctx, subject),
        viewVersions(db, ctx, of, [subject.version.id]),
        madeBy(db, ctx, subject),
        runsOf(db, subject),
        usesOf(db, subject),
        aliasesOf(db, subject),
        recallsOf(db, ctx, subject),
        commentsOn(db, subject),
        headOf(db, organization.organizationId),
      ])
    if (!version) throw new Error('A version that was there is gone.')
    const finder = eventFinder(org, events)
    const decisions = await decisionsOn(db, subject, now, finder)
    const registered = events.find(({ action }) => action === 'version.register')
    const told: Omit<Compliance, 'gaps'> = {
      version,
      modelName: of.model.name,
      preparedAt: now.toISOString(),
      registration: registered ? toldOf(org, registered) : null,
      made,
      policy: revisionsOf(of.policy),
      decisions,
      aliases: aliases.map((one) => ({
        ...one,
        event: finder({ eventId: null, action: 'alias.move', at: one.from, uri: `/${one.alias}` }),
      })),
      ...used,
      uses,
      life: events.filter(({ action }) => ofLife.has(action)).map((event) => toldOf(org, event)),
      recalls,
      comments,
      checkpoint: head && {
        origin: head.origin,
        size: head.size,
        root: head.root.toString('base64'),
        head: head.root.toString('hex').slice(0, 16),
        sealedAt: head.sealedAt.toISOString(),
      },
    }
    return { ...told, gaps: gapsOf(told) }
  },
})

const ofLife = new Set([
  ...['version.update', 'version.archive', 'version.restore', 'version.delete', 'version.purge'],
  ...['version.expire', 'recall.create', 'recall.lift'],
  ...['review.request', 'review.cancel'],
])

/** What is asked for by itself, so that a version whose aliases move all day still says who registered it. */
const deciding = [
  'version.register',
  ...['version.approve', 'version.reject', 'version.withdraw', 'version.override'],
].join(',')

/** What else is told apart by time; uses are a great many, and told in sum. */
const moving = ['alias.move', 'alias.remove', ...ofLife].join(',')

const most = 1000

/** What was done to a version, oldest first, as its readers may know it. */
async function eventsOf(db: ReadDb, ctx: Ctx, target: VersionTarget): Promise<Event[]> {
  const { organization, model, version } = target
  const of = { org: organization.slug, model: model.slug, version: version.number }
  const scope = await findScope(db, ctx, of)
  const pages = await Promise.all(
    [deciding, moving].map((action) =>
      eventPage(db, ctx, scope, { action, outcome: 'done', limit: most }),
    ),
  )
  return pages.flatMap(({ items }) => items.reverse())
}

interface Wanted {
  eventId: string | null
  action: string
  at: string
  /** How the subject ends. */
  uri?: string
}

/** How far apart the clock may have been read for a row and for the event beside it. */
const besideMs = 5000

/** Finds where something is recorded: by the id of the event, or what was recorded with it. */
function eventFinder(org: string, events: readonly Event[]) {
  const byId = new Map(events.map((event) => [event.id, event]))
  const taken = new Set<string>()
  return ({ eventId, action, at, uri = '' }: Wanted): EventRef | null => {
    const apart = (event: Event) => Math.abs(Date.parse(event.at) - Date.parse(at))
    const near = events
      .filter((event) => event.action === action && event.subject.uri.endsWith(uri))
      .filter((event) => !taken.has(event.id) && apart(event) < besideMs)
      .sort((a, b) => apart(a) - apart(b))
    const found = eventId ? byId.get(eventId) : near[0]
    if (!found) return null
    taken.add(found.id)
    return refOf(org, found)
  }
}

function toldOf(org: string, event: Event): Told {
  const { action, actor, onBehalfOf, via, at, note } = event
  return { action, by: actor, onBehalfOf, via, at, note, event: refOf(org, event) }
}
