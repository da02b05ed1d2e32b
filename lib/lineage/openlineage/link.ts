import { and, eq, inArray, sql } from 'drizzle-orm'
import { projects, runs } from '@/db/schema/tables'
import { can, type Subject } from '../../access'
import { type Ctx, type Membership, personBehind } from '../../actor'
import type { Tx } from '../../door'
import { isAppError } from '../../errors'
import { isId } from '../../ids'
import { lookUpDatasetVersions } from '../../resolve/datasets'
import { lookUpFiles } from '../../resolve/files'
import { lookUpVersions } from '../../resolve/versions'
import { formatUri, parseRunUri } from '../../uri'
import type { Node } from '../edges'
import type { OwnName } from './naming'

/** The key of what an event names, the same for every way to write it. */
export const ownKey = (name: OwnName): string =>
  name.kind === 'datum' ? `datum://${name.id}` : formatUri(name.uri)

/** More names of models and datasets that are there than this are not looked up: it must come to an end. */
const mostLookedUp = 1000

/**
 * The nodes of ours that events name, by `ownKey()`: what names mean now, as far as the caller sees it.
 * What is not there and what is not for the caller's eyes are left out alike.
 */
export async function findOwn(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  names: readonly OwnName[],
): Promise<Map<string, Node>> {
  const each = [...new Map(names.map((name) => [ownKey(name), name])).values()]
  const wanted = (await ofSomething(tx, organization, each)).slice(0, mostLookedUp)
  const found = new Map<string, Node>()
  for (const kind of ['model', 'dataset', 'datum'] as const) {
    const alike = wanted.filter((name) => name.kind === kind)
    for (const [name, node] of await together(alike, (some) => lookUp(tx, ctx, organization, some)))
      found.set(ownKey(name), node)
  }
  return found
}

/** The names whose model or dataset is there at all, so that made-up ones cost nothing more. */
async function ofSomething(
  tx: Tx,
  { organizationId }: Membership,
  names: readonly OwnName[],
): Promise<OwnName[]> {
  const slugOf = (name: OwnName) =>
    name.kind === 'model' ? name.uri.model : name.kind === 'dataset' ? name.uri.dataset : null
  const slugs = [...new Set(names.flatMap((name) => slugOf(name) ?? []))]
  if (slugs.length === 0) return [...names]
  const wanted = sql`(select * from json_array_elements_text(${JSON.stringify(slugs)}::json))`
  const { rows } = await tx.execute<{ kind: string; slug: string }>(sql`
    select 'model' as kind, slug from models
      where organization_id = ${organizationId} and slug in ${wanted}
    union select 'model', slug from model_redirects
      where organization_id = ${organizationId} and slug in ${wanted}
    union select 'dataset', slug from datasets
      where organization_id = ${organizationId} and slug in ${wanted}`)
  const there = new Set(rows.map(({ kind, slug }) => `${kind} ${slug}`))
  return names.filter((name) => {
    const slug = slugOf(name)
    return slug === null || there.has(`${name.kind} ${slug}`)
  })
}

/** Those names of versions that are there at all, for whoever may see them, in one query. */
export async function registeredNow(
  tx: Tx,
  { organizationId }: Membership,
  names: readonly OwnName[],
): Promise<OwnName[]> {
  const asked = names.map((name, at) => {
    if (name.kind === 'model' && name.uri.version.kind === 'number')
      return { at, model: name.uri.model, number: name.uri.version.number }
    return name.kind === 'dataset' ? { at, dataset: name.uri.dataset, name: name.uri.version } : {}
  })
  const { rows } = await tx.execute<{ at: number }>(sql`
    select w.at from json_to_recordset(${JSON.stringify(asked)}::json)
      as w(at int, model text, number int, dataset text, name text)
    where exists (select 1 from versions v where v.number = w.number and v.model_id in (
        select id from models where organization_id = ${organizationId} and slug = w.model
        union all select model_id from model_redirects
          where organization_id = ${organizationId} and slug = w.model))
      or exists (select 1 from dataset_versions v join datasets d on d.id = v.dataset_id
        where d.organization_id = ${organizationId} and d.slug = w.dataset and v.name = w.name)`)
  return rows.flatMap(({ at }) => names[at] ?? [])
}

type Found = [OwnName, Node][]

/** Asks for all at once, and where one of them is not there, for each half. */
async function together(
  names: readonly OwnName[],
  ask: (names: readonly OwnName[]) => Promise<Found>,
): Promise<Found> {
  if (names.length === 0) return []
  try {
    return await ask(names)
  } catch (error) {
    // Not there, not seen, or with another digest than the one asked for.
    if (!isAppError(error)) throw error
    const half = Math.ceil(names.length / 2)
    if (names.length === 1) return []
    const first = await together(names.slice(0, half), ask)
    return [...first, ...(await together(names.slice(half), ask))]
  }
}

/** Throws where one of them is not there. */
async function lookUp(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  names: readonly OwnName[],
): Promise<Found> {
  const nodes = new Map<OwnName, Node>()
  const see = (
    name: OwnName | undefined,
    node: Node,
    action: 'version.read' | 'dataset.read' | 'blob.read',
    access: Subject,
  ) => name && can(ctx, action, access).ok && nodes.set(name, node)

  const models = names.filter((name) => name.kind === 'model')
  const versions = await lookUpVersions(tx, ctx, organization, models.map(wantedOf))
  for (const [at, { version, access }] of versions.entries())
    see(models[at], { kind: 'version', id: version.id }, 'version.read', access)

  const datasets = names.filter((name) => name.kind === 'dataset')
  const data = await lookUpDatasetVersions(tx, organization, datasets.map(wantedOf))
  for (const [at, { version, access }] of data.entries())
    see(datasets[at], { kind: 'dataset_version', id: version.id }, 'dataset.read', access)

  const datums = names.filter((name) => name.kind === 'datum')
  const wanted = datums.map(({ id }) => ({
    uri: { kind: 'datum' as const, ref: id },
    input: null,
  }))
  const files = await lookUpFiles(tx, ctx, organization, wanted, null)
  for (const [at, { id, access }] of files.entries())
    see(datums[at], { kind: 'file', id }, 'blob.read', access)
  return [...nodes]
}

const wantedOf = <U>({ uri }: { uri: U }) => ({ uri, input: null })

/** What an event says of a run that may be one of ours: its identity, and the facet `modelHub_run`. */
export interface RunClaim {
  runId: string
  uri: string | null
}

/**
 * The runs of ours that events speak of, by the event's `runId`. Only the person whose run it is speaks for
 * it; from anyone else it is an outside run that happens to say so.
 */
export async function findOwnRuns(
  tx: Tx,
  ctx: Ctx,
  { organizationId, slug }: Membership,
  claims: readonly RunClaim[],
): Promise<Map<string, string>> {
  const person = personBehind(ctx.actor)
  const named = claims.flatMap(({ runId, uri }) => {
    const parsed = uri === null ? null : parseRunUri(uri)
    if (!parsed?.ok) return []
    const { organization, project, number } = parsed.uri
    return organization === null || organization === slug ? [{ runId, project, number }] : []
  })
  const ids = claims.map(({ runId }) => runId).filter(isId)
  if (!person || (ids.length === 0 && named.length === 0)) return new Map()
  const rows = await tx
    .select({ id: runs.id, number: runs.number, project: projects.slug })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(
      and(
        eq(runs.organizationId, organizationId),
        eq(runs.createdBy, person),
        sql`projects.life <> 'deleted'`,
        sql`(${ids.length > 0 ? inArray(runs.id, ids) : sql`false`}
          or (${projects.slug}, ${runs.number}) in (select w.project, w.number
            from json_to_recordset(${JSON.stringify(named)}::json) as w(project text, number int)))`,
      ),
    )
  const byId = new Map(rows.map(({ id }) => [id, id]))
  const byName = new Map(rows.map(({ id, project, number }) => [`${project}/${number}`, id]))
  const found = new Map<string, string>()
  for (const { runId } of claims) {
    const id = byId.get(runId)
    if (id) found.set(runId, id)
  }
  for (const { runId, project, number } of named) {
    const id = byName.get(`${project}/${number}`)
    if (id) found.set(runId, id)
  }
  return found
}
