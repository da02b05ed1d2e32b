import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { lineageEvents } from '@/db/schema/tables'
import type { Ctx, Membership } from '../../actor'
import type { Tx } from '../../door'
import { ingest } from '../../ingest'
import { findOrganization } from '../../organizations/find'
import { OrganizationRef } from '../../view'
import { addEdges, type Edge, type Node } from '../edges'
import { externalData, type OutsideData } from '../external'
import { lockNames } from '../named-before'
import type { DataSaid, EventSaid } from './event'
import { type Facets, facet, newest } from './facets'
import { jobKey, type KeptRun, keepFacets, keepJobs, keepRuns } from './keep'
import { findOwn, findOwnRuns, ownKey, registeredNow } from './link'
import { type DataName, keptAddress, mayCome, meansOurs, type OwnName, ownName } from './naming'

/**
 * Takes events that were read: jobs, runs and data of other systems become part of the lineage. Answers the
 * warnings of each. An event that is known already changes nothing.
 */
export const reportLineage = ingest({
  action: 'lineage.report',
  // Read by `readEvent()`, which is where the untyped becomes typed.
  input: OrganizationRef.extend({ events: z.array(z.custom<EventSaid>()) }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { organization }, input, ctx }): Promise<string[][]> {
    const { organizationId } = organization
    const known = await warningsOf(tx, organizationId, input.events)
    const fresh = new Map<string, EventSaid>()
    for (const event of input.events) if (!known.has(event.digest)) fresh.set(event.digest, event)
    const warnings = await take(tx, ctx, organization, [...fresh.values()])
    return input.events.map(({ digest }) => known.get(digest) ?? warnings.get(digest) ?? [])
  },
})

/** What was said about the events that are here already, by digest. */
async function warningsOf(tx: Tx, organizationId: string, events: readonly EventSaid[]) {
  const digests = `{${events.map(({ digest }) => digest).join(',')}}`
  const { digest, warnings } = lineageEvents
  const rows = await tx
    .select({ digest, warnings })
    .from(lineageEvents)
    .where(
      sql`${lineageEvents.organizationId} = ${organizationId} and ${digest} = any(${digests}::text[])`,
    )
  return new Map(rows.map((row) => [row.digest, row.warnings]))
}

async function take(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  events: readonly EventSaid[],
): Promise<Map<string, string[]>> {
  if (events.length === 0) return new Map()
  const { organizationId } = organization
  const nodes = await nodesOf(tx, ctx, organization, events)
  const jobs = events.flatMap(({ job }) => (job ? [job] : []))
  const jobIds = await keepJobs(tx, ctx, organizationId, jobs)
  const said = events.flatMap(({ run, job, at }) =>
    run && job ? [{ run, at, jobKey: jobKey(job) }] : [],
  )
  const runs = await keepRuns(tx, ctx, organizationId, said, jobIds)
  await addEdges(tx, ctx, organizationId, await edgesOf(tx, ctx, organization, events, runs, nodes))
  const warned = events.map((event): [string, string[]] => {
    const unlinked = event.data.flatMap((data) => nodes.warning(data) ?? [])
    return [event.digest, [...new Set([...event.warnings, ...unlinked])].slice(0, mostWarnings)]
  })
  const warnings = new Map(warned)
  const rows = events
    .map((event) => ({
      id: ctx.newId(),
      organizationId,
      digest: event.digest,
      externalRunId: event.run ? (runs.get(event.run.runId)?.id ?? null) : null,
      body: event.body,
      size: event.size,
      warnings: warnings.get(event.digest) ?? [],
      receivedAt: ctx.now(),
    }))
    .sort((one, other) => (one.digest < other.digest ? -1 : 1))
  await tx.insert(lineageEvents).values(rows).onConflictDoNothing()
  return warnings
}

const mostWarnings = 20

/** The nodes that data named by events are: ours where they name it, outside data for the rest. */
interface Nodes {
  of(data: DataSaid): Node[]
  warning(data: DataSaid): string | undefined
}

async function nodesOf(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  events: readonly EventSaid[],
): Promise<Nodes> {
  const said = events.flatMap(({ data }) => data)
  const own = (name: DataName) => ownName(name, organization.slug)
  const all = said.flatMap((data) => [data, ...data.aliases])
  const names = all.flatMap((name) => own(name) ?? [])
  const found = await findOwn(tx, ctx, organization, names)
  const absent = names.filter((name) => mayCome(name) && !found.has(ownKey(name)))
  if (absent.length > 0) {
    await lockNames(tx, organization.organizationId)
    // Some may have come before the lock was given.
    const come = await registeredNow(tx, organization, absent)
    for (const [key, node] of await findOwn(tx, ctx, organization, come)) found.set(key, node)
  }
  const ourNode = (name: DataName) => {
    const named = own(name)
    return named ? found.get(ownKey(named)) : undefined
  }
  const kept = (name: DataName) => keptAddress(name, organization.slug)
  const outside = all.filter((name) => !ourNode(name)).map(kept)
  const nodeIds = await externalData(tx, ctx, organization.organizationId, outside)
  const ids = new Map(outside.map(({ uri }, at) => [uri, nodeIds[at]]))
  const nodeOf = (name: DataName): Node[] => {
    const ours = ourNode(name)
    if (ours) return [ours]
    const id = ids.get(kept(name).uri)
    return id ? [{ kind: 'external_data', id }] : []
  }
  await keepFacets(tx, ctx, 'external_data', facetsByNode(said, nodeOf))
  return {
    // Another name of the same data stands beside it, so that who knows it by that one meets it.
    of: (data) => [data, ...data.aliases].flatMap(nodeOf),
    warning: (data) =>
      meansOurs(data) && !ourNode(data) ? unlinked(kept(data), own(data)) : undefined,
  }
}

function facetsByNode(
  said: readonly DataSaid[],
  nodeOf: (name: DataName) => Node[],
): Map<string, Facets> {
  const facets = new Map<string, Facets>()
  for (const data of said)
    for (const { kind, id } of nodeOf(data))
      if (kind === 'external_data' && Object.keys(data.facets).length > 0)
        facets.set(id, newest(facets.get(id) ?? {}, data.facets))
  return facets
}

function unlinked({ uri }: OutsideData, own: OwnName | null): string {
  const kept = `${uri} is no version of ours that this token sees, so it is kept as outside data.`
  return own && mayCome(own)
    ? `${kept} Registered later, it is linked then, unless its model is restricted.`
    : `${kept} Name a version: model://<host> as the namespace, the model as the name, and its version in the facet version.`
}

/**
 * Every edge has the run of the event at one end, so nobody tells of two things of ours that one was made of
 * the other. Where the run is ours, what of ours it took and made is on record already.
 */
async function edgesOf(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  events: readonly EventSaid[],
  runs: ReadonlyMap<string, KeptRun>,
  nodes: Nodes,
): Promise<Edge[]> {
  const claims = [...runs].map(([runId, { facets }]) => {
    const { uri } = facet(facets, 'modelHub_run')
    return { runId, uri: typeof uri === 'string' ? uri : null }
  })
  const ours = await findOwnRuns(tx, ctx, organization, claims)
  return events.flatMap(({ run, data }): Edge[] => {
    const kept = run && runs.get(run.runId)
    if (!kept) return []
    const own = ours.get(run.runId)
    const node: Node = own ? { kind: 'run', id: own } : { kind: 'external_run', id: kept.id }
    return data.flatMap((one) =>
      nodes.of(one).flatMap((other): Edge[] => {
        if (one.side === 'none' || (own && other.kind !== 'external_data')) return []
        return one.side === 'output'
          ? [{ from: node, to: other, role: 'output' }]
          : [{ from: other, to: node, role: 'input' }]
      }),
    )
  })
}
