import type { Told, ToldEvent } from '../outbox/view'
import type { Json } from '../view'
import type { WebhookEvent } from './events'
import { type Facts, numbered, uriOf, type VersionFacts } from './facts'

export type Data = { [key: string]: Json }

/** What a message is about and says. */
export interface Said {
  subject: string
  data: Data
}

type Sayer = (told: Told, facts: Facts) => Said | null

/**
 * What is said of each event. Little: what it is about, from what to what, and where to read on; whoever wants
 * more asks the API, and is told what they may see. Null where nothing happened that is worth a message.
 */
export const sayers: Record<WebhookEvent, Sayer> = {
  'version.created': withEvent((event, _told, facts) => ({
    ...versionSaid(event, facts),
    state: 'pending',
    run: runOf(event, facts),
  })),

  'version.state_changed': withEvent((event, _told, facts) => {
    const { before, after } = event
    const moved = (['state', 'life'] as const).find(
      (field) => after?.[field] !== undefined && after[field] !== before?.[field],
    )
    if (!moved && after?.expired !== true) return null
    return {
      ...versionSaid(event, facts),
      ...(moved
        ? { [moved]: said(after, moved), from: said(before, moved), to: said(after, moved) }
        : { state: said(after, 'state'), expired: true }),
    }
  }),

  'model.latest_changed': ({ modelId, body, cause }, facts) => {
    const model = facts.models.get(modelId ?? '')
    if (!model || typeof body !== 'object' || body === null || Array.isArray(body)) return null
    const of = (id: Json | undefined) => versionTold(facts.versions.get(String(id)))
    return {
      subject: `model://${model.slug}/latest`,
      data: {
        ...{ model: model.slug, from: of(body.from), to: of(body.to) },
        ...(cause && { actor: { ...cause.actor } }),
      },
    }
  },

  'alias.moved': withEvent(({ subject, before, after }, { modelId }, facts) => ({
    model: slugOf(modelId, facts),
    alias: decodeURIComponent(subject.uri.split('/').at(-1) ?? ''),
    from: versionTold(numbered(facts, modelId, before?.version)),
    to: versionTold(numbered(facts, modelId, after?.version)),
  })),

  'tags.changed': withEvent((event, { modelId }, facts) => {
    const [before, after] = [tagsIn(event.before), tagsIn(event.after)]
    const added = after.filter((tag) => !before.includes(tag))
    const removed = before.filter((tag) => !after.includes(tag))
    if (added.length + removed.length === 0) return null
    const of =
      event.subject.kind === 'version'
        ? versionSaid(event, facts)
        : { model: slugOf(modelId, facts) }
    return { ...of, tags: after, added, removed }
  }),

  'deployment.revised': withEvent(deploymentSaid),
  'deployment.rolled_back': withEvent(deploymentSaid),

  'review.requested': withEvent((event, _told, facts) => ({
    ...versionSaid(event, facts),
    people: said(event.after, 'people') ?? [],
    teams: said(event.after, 'teams') ?? [],
  })),

  'run.finished': withEvent(({ before, after }, { projectId }, facts) => {
    // One that was asked to stop goes on until its job says that it has.
    if (after?.state === undefined || after.state === before?.state) return null
    return {
      project: facts.projects.get(projectId ?? '') ?? null,
      state: said(after, 'state'),
      exitCode: said(after, 'exitCode'),
      versions: said(after, 'versions') ?? [],
      datasets: said(after, 'datasets') ?? [],
    }
  }),

  'dataset_version.created': withEvent((event, _told, facts) => ({
    dataset: event.subject.uri.replace(/^dataset:\/\//, '').split('/')[0] ?? '',
    digest: said(event.after, 'digest'),
    files: said(event.after, 'files'),
    run: runOf(event, facts),
  })),

  'recall.created': withEvent(({ subject, after }) => ({
    kind: subject.kind,
    recall: said(after, 'recall'),
    affected: said(after, 'affected'),
  })),

  'comment.created': withEvent(({ subject, after }, { modelId }, facts) => ({
    model: slugOf(modelId, facts),
    comment: subject.id,
    mentions: said(after, 'mentions') ?? [],
  })),

  'webhook.paused': withEvent(({ subject, after }) => ({
    webhook: subject.id,
    name: said(after, 'name'),
    reason: said(after, 'reason'),
  })),

  // What announces it says all that there is.
  'token.expiring': ({ organizationId, body }, facts) => ({
    subject: `/${facts.organizations.get(organizationId) ?? ''}/settings/tokens`,
    data: typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {},
  }),
}

/** Of what has an event: what it is about is the subject, and who did it is said by id. */
function withEvent(say: (event: ToldEvent, told: Told, facts: Facts) => Data | null): Sayer {
  return (told, facts) => {
    const { event } = told
    if (!event) throw new Error(`There is no event ${told.id}, of which is to be told.`)
    const data = say(event, told, facts)
    if (!data) return null
    return { subject: event.subject.uri, data: { ...data, actor: { ...event.actor } } }
  }
}

function versionSaid({ subject }: ToldEvent, facts: Facts): Data {
  const version = facts.versions.get(subject.id ?? '')
  if (!version) throw new Error(`There is no version ${subject.id}, of which is to be told.`)
  return { model: version.model, version: version.number, digest: version.digest }
}

const versionTold = (version: VersionFacts | undefined): Json =>
  version ? { uri: uriOf(version), version: version.number, digest: version.digest } : null

/** A split as the revision has it, with its variants by URI, digest and weight. */
function deploymentSaid({ subject, action, after }: ToldEvent, told: Told, facts: Facts): Data {
  return {
    deployment: subject.uri.split('/')[3] ?? '',
    project: facts.projects.get(told.projectId ?? '') ?? null,
    kind: action.replace('deployment.', ''),
    ...Object.fromEntries(
      ['revision', 'target', 'variants', 'rolledBackTo'].flatMap((field) => {
        const value = after?.[field]
        return value === undefined ? [] : [[field, value]]
      }),
    ),
  }
}

const said = (side: ToldEvent['after'], field: string): Json => side?.[field] ?? null

const slugOf = (modelId: string | null, facts: Facts): Json =>
  facts.models.get(modelId ?? '')?.slug ?? null

function runOf({ after }: ToldEvent, facts: Facts): Json {
  const id = after?.runId
  return typeof id === 'string' ? (facts.runs.get(id)?.uri ?? null) : null
}

function tagsIn(side: ToldEvent['after']): string[] {
  return [side?.tags ?? []].flat().filter((tag) => typeof tag === 'string')
}
