import { release } from '@/db/release'
import type { Json } from '../../view'
import type { Event } from '../view'

/** The version of OCSF that exports follow: https://schema.ocsf.io/1.8.0. */
export const ocsfVersion = '1.8.0'

interface Fields {
  [key: string]: unknown
}

/** An event as OCSF tells it; `org` is the slug of the organization. */
export function ocsfOf(org: string, event: Event): Fields {
  const kind = kindOf(event)
  const refused = event.outcome === 'refused'
  const { origin } = event
  return {
    ...kind.classified,
    type_uid: kind.classified.class_uid * 100 + kind.classified.activity_id,
    time: Date.parse(event.at),
    severity_id: refused ? severity.low : loud(event) ? severity.medium : severity.informational,
    status_id: refused ? 2 : 1,
    status: refused ? 'Failure' : 'Success',
    ...(event.reason !== null && { status_detail: event.reason }),
    message: `${event.action} ${event.subject.uri}`,
    metadata: {
      version: ocsfVersion,
      product: { name: 'Model Hub', vendor_name: 'Model Hub', version: release.version },
      uid: event.id,
      event_code: event.action,
      correlation_uid: event.requestId,
      tenant_uid: org,
      log_name: 'audit',
      ...(event.index !== null && { sequence: event.index }),
    },
    actor: actorOf(event),
    api: {
      operation: event.action,
      request: { uid: event.requestId },
      service: { name: 'Model Hub', version: release.version },
    },
    // What is not shown to whoever exports is the door alone.
    src_endpoint: { svc_name: event.via, ...(origin?.ip && { ip: origin.ip }) },
    ...(origin?.userAgent && { http_request: { user_agent: origin.userAgent } }),
    ...kind.about,
    unmapped: {
      via: event.via,
      subject: event.subject,
      on_behalf_of: event.onBehalfOf,
      note: event.note,
      before: event.before,
      after: event.after,
      client: origin?.client ?? null,
    },
  }
}

const severity = { informational: 1, low: 2, medium: 3 } as const

/** What someone who watches should not miss. */
const loud = ({ action }: Event) => action === 'version.override' || action === 'member.erase'

function actorOf({ actor, onBehalfOf }: Event): Fields {
  if (actor.kind === 'system' || actor.id === null) return { app_name: actor.name }
  if (actor.kind === 'service_account')
    return { user: { uid: actor.id, name: actor.name, type_id: 4, type: 'Service' } }
  if (actor.kind === 'token' && onBehalfOf?.id)
    return { user: { ...personOf(onBehalfOf.id, onBehalfOf.name), credential_uid: actor.id } }
  return { user: personOf(actor.id, actor.name) }
}

const personOf = (uid: string, name: string) => ({ uid, name, type_id: 1, type: 'User' })

interface Activity {
  activity_id: number
  activity_name: string
}

interface Kind {
  classified: Activity & {
    class_uid: number
    class_name: string
    category_uid: number
    category_name: string
  }
  about: Fields
}

const iam = { category_uid: 3, category_name: 'Identity & Access Management' }

function kindOf(event: Event): Kind {
  const privileges = privilegesOf(event)
  if (privileges) return privileges
  if (event.action === 'member.sign_out' && event.outcome === 'done') return signedOut(event)
  const [noun = '', verb = ''] = event.action.split('.')
  if (managed.has(noun)) return entity(event, verb)
  const activity = activityOf(verb)
  return {
    classified: {
      class_uid: 6003,
      class_name: 'API Activity',
      category_uid: 6,
      category_name: 'Application Activity',
      ...activity,
    },
    about: {
      resources: [{ uid: event.subject.uri, name: event.subject.uri, type: event.subject.kind }],
    },
  }
}

/** What is set up by those who run an organization; the rest is what is done with it. */
const managed = new Set([
  ...['organization', 'member', 'invitation', 'team', 'service_account', 'token', 'group_mapping'],
  ...['policy', 'project', 'model', 'dataset', 'field', 'metric'],
])

function entity(event: Event, verb: string): Kind {
  const { kind, uri } = event.subject
  return {
    classified: {
      class_uid: 3004,
      class_name: 'Entity Management',
      ...iam,
      ...(moreOfEntities[verb] ?? activityOf(verb)),
    },
    about: {
      entity: { uid: uri, name: uri, type: kind, type_id: 99 },
      ...(event.note !== null && { comment: event.note }),
    },
  }
}

const moreOfEntities: Record<string, Activity | undefined> = {
  disable: { activity_id: 9, activity_name: 'Disable' },
  archive: { activity_id: 11, activity_name: 'Deactivate' },
  restore: { activity_id: 10, activity_name: 'Activate' },
}

const reads = new Set(['read', 'use', 'list', 'activity', 'access', 'export'])
const creates = new Set(['create', 'register', 'add', 'upload', 'request', 'accept'])
const deletes = new Set(['delete', 'remove', 'purge', 'erase', 'revoke', 'cancel'])

function activityOf(verb: string): Activity {
  if (creates.has(verb)) return { activity_id: 1, activity_name: 'Create' }
  if (reads.has(verb)) return { activity_id: 2, activity_name: 'Read' }
  if (deletes.has(verb)) return { activity_id: 4, activity_name: 'Delete' }
  return { activity_id: 3, activity_name: 'Update' }
}

const assigned: Activity = { activity_id: 1, activity_name: 'Assign Privileges' }
const revoked: Activity = { activity_id: 2, activity_name: 'Revoke Privileges' }

/** Roles given and taken, where the event says to whom; a refused attempt does not. */
function privilegesOf(event: Event): Kind | null {
  const activity = ofPrivileges[event.action]
  const said = sideOf(event.after) ?? sideOf(event.before)
  const user = said && userOf(event, said)
  if (!activity || !user) return null
  const { role, roles } = said
  const place = event.action.startsWith('team_member.') ? event.subject.uri : 'member'
  return {
    classified: {
      class_uid: 3005,
      class_name: 'User Access Management',
      ...iam,
      ...activity,
    },
    about: {
      user,
      privileges: [role ?? roles ?? place].flat().map(String),
      resources: [{ uid: event.subject.uri, name: event.subject.uri, type: event.subject.kind }],
    },
  }
}

const ofPrivileges: Record<string, Activity | undefined> = {
  'member.add': assigned,
  'member.update': assigned,
  'member.remove': revoked,
  'organization.grant': assigned,
  'organization.revoke': revoked,
  'project.grant': assigned,
  'project.revoke': revoked,
  'model.grant': assigned,
  'model.revoke': revoked,
  'team_member.add': assigned,
  'team_member.remove': revoked,
}

function userOf(event: Event, said: { [key: string]: Json }): Fields | null {
  const { subject, names } = event
  if (subject.kind === 'member' && subject.id) return aboutPerson(event)
  const id = said.person ?? said.team ?? said.serviceAccount ?? said.account ?? said.principal
  return typeof id === 'string' ? { uid: id, name: names[id] ?? 'Unknown' } : null
}

const aboutPerson = ({ subject }: Event): Fields => ({
  ...(subject.id && { uid: subject.id }),
  name: subject.name ?? 'Unknown',
})

function sideOf(side: Json): { [key: string]: Json } | null {
  return typeof side === 'object' && side !== null && !Array.isArray(side) ? side : null
}

const signedOut = (event: Event): Kind => ({
  classified: {
    class_uid: 3002,
    class_name: 'Authentication',
    ...iam,
    activity_id: 2,
    activity_name: 'Logoff',
  },
  about: {
    user: aboutPerson(event),
    service: { name: 'Model Hub', version: release.version },
  },
})
