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

/** More names than this that mean nothing are not looked up: one event cannot ask without end. */
const mostLookedUp = 200

/**
 * The nodes of ours that an event names, by `ownKey()`: what names mean now, as far as the caller sees it.
 * What is not there and what is not for the caller's eyes are left out alike.
 */
export async function findOwn(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  names: readonly OwnName[],
): Promise<Map<string, Node>> {
  const each = [...new Map(names.map((name) => [ownKey(name), name])).values()]
  const wanted = each.slice(0, mostLookedUp)
  const found = new Map<string, Node>()
  for (const name of wanted) {
    const node = await ifThere(() => lookUp(tx, ctx, organization, name))
    if (node) found.set(ownKey(name), node)
  }
  return found
}

async function lookUp(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  name: OwnName,
): Promise<Node | null> {
  const sees = (action: 'version.read' | 'dataset.read' | 'blob.read', subject: Subject) =>
    can(ctx, action, subject).ok
  if (name.kind === 'model') {
    const [target] = await lookUpVersions(tx, ctx, organization, [{ uri: name.uri, input: null }])
    return target && sees('version.read', target.access)
      ? { kind: 'version', id: target.version.id }
      : null
  }
  if (name.kind === 'dataset') {
    const asked = [{ uri: name.uri, input: null }]
    const [target] = await lookUpDatasetVersions(tx, organization, asked)
    return target && sees('dataset.read', target.access)
      ? { kind: 'dataset_version', id: target.version.id }
      : null
  }
  const uri = { kind: 'datum' as const, ref: name.id }
  const [file] = await lookUpFiles(tx, ctx, organization, [{ uri, input: null }], null)
  return file && sees('blob.read', file.access) ? { kind: 'file', id: file.id } : null
}

async function ifThere<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    // Not there, not seen, or with another digest than the one asked for.
    if (isAppError(error)) return null
    throw error
  }
}

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
