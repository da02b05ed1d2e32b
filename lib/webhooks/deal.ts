import { and, inArray, isNull } from 'drizzle-orm'
import { webhooks } from '@/db/schema/tables'
import type { Tx } from '../door'
import { publicOrigin } from '../env'
import type { Told } from '../outbox/view'
import { pathOfUri } from '../paths'
import { type Said, sayers } from './data'
import { eventNameOf, type WebhookEvent } from './events'
import { type Facts, factsOf } from './facts'
import { insertDeliveries } from './insert'
import { messageOf } from './message'

/** Makes a delivery for each webhook that wants to hear of what was told, in the order in which it was. */
export async function dealDeliveries(tx: Tx, told: readonly Told[]): Promise<void> {
  const there = await webhooksOf(tx, told)
  const heard = told.filter(({ organizationId }) =>
    there.some((webhook) => webhook.organizationId === organizationId),
  )
  if (heard.length === 0) return
  const facts = await factsOf(tx, heard)
  const deliveries = heard.flatMap((one) => {
    const name = eventNameOf(one.what)
    const said = name && sayers[name](one, facts)
    if (!said) return []
    const { organizationId } = one
    const message = whole(one, name, said, facts)
    const { orderKey, ...places } = placesOf(one, facts)
    return there
      .filter((webhook) => wants(webhook, one, name, places))
      .map(({ id }) => ({ webhookId: id, organizationId, event: name, orderKey, message }))
  })
  await insertDeliveries(tx, deliveries, new Date())
}

const columns = {
  id: webhooks.id,
  organizationId: webhooks.organizationId,
  scopeKind: webhooks.scopeKind,
  scopeId: webhooks.scopeId,
  events: webhooks.events,
}
type Listener = Pick<typeof webhooks.$inferSelect, keyof typeof columns>

async function webhooksOf(tx: Tx, told: readonly Told[]): Promise<Listener[]> {
  const ids = [...new Set(told.map(({ organizationId }) => organizationId))]
  return tx
    .select(columns)
    .from(webhooks)
    .where(and(inArray(webhooks.organizationId, ids), isNull(webhooks.removedAt)))
}

/** Where something happened: a webhook of a project or a model hears of nothing else. */
interface Places {
  modelIds: string[]
  projectIds: string[]
}

function placesOf({ event, ...told }: Told, facts: Facts): Places & { orderKey: string } {
  const subject = event?.subject.id ?? ''
  const modelId = told.modelId ?? facts.versions.get(subject)?.modelId ?? null
  const dataset = facts.datasetVersions.get(subject)
  const modelIds = [...(modelId ? [modelId] : []), ...(facts.reached.get(told.id) ?? [])]
  const projects = [
    told.projectId ?? [],
    facts.runs.get(subject)?.projectId ?? [],
    modelIds.flatMap((id) => facts.models.get(id)?.projectIds ?? []),
    dataset?.projectIds ?? [],
  ]
  return {
    orderKey: ownOrder(event) ?? modelId ?? dataset?.datasetId ?? told.orderKey,
    modelIds,
    projectIds: projects.flat(),
  }
}

/** Of a deployment the revisions follow one another, whatever models they are of. */
function ownOrder(event: Told['event']): string | null {
  return event?.subject.kind === 'deployment' ? event.subject.id : null
}

function wants(
  webhook: Listener,
  { organizationId, event }: Told,
  name: WebhookEvent,
  { modelIds, projectIds }: Places,
): boolean {
  if (webhook.organizationId !== organizationId) return false
  if (webhook.events.length > 0 && !webhook.events.includes(name)) return false
  // It takes nothing just now, and its maker hears of it otherwise.
  if (name === 'webhook.paused' && event?.subject.id === webhook.id) return false
  if (webhook.scopeKind === 'organization') return true
  const places = webhook.scopeKind === 'model' ? modelIds : projectIds
  return places.includes(webhook.scopeId)
}

function whole({ id, organizationId, at }: Told, name: WebhookEvent, said: Said, facts: Facts) {
  const origin = publicOrigin()
  const org = facts.organizations.get(organizationId) ?? ''
  const { subject } = said
  const page = pathOfUri(org, subject) ?? (subject.startsWith('/') ? subject : `/${org}`)
  const data = { ...said.data, url: `${origin}${page}` }
  return messageOf({ id, origin, org, name, subject, at, data })
}
