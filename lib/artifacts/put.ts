import { sql } from 'drizzle-orm'
import { loggedModelFiles } from '@/db/schema/tables'
import type { Tx } from '../door'
import { invalid } from '../errors'
import { insertBlob } from '../files/keep'
import type { Received } from '../files/store'
import { findOutput, putOutput } from '../runs/put-output'
import { newFileNameProblem } from '../uri'
import { filesOf, liesBelow } from './files'
import type { ArtifactPlace } from './path'
import type { WriteStep } from './writing'

/** Throws invalid for a place that no new file can have: an artifact root, and what is no name of ours. */
export function requireNewName({ path }: ArtifactPlace): void {
  if (path === '') throw invalid('Invalid path: name a file below the artifact root.')
  const problem = newFileNameProblem(path)
  if (problem) throw invalid(`Invalid path: ${problem}`)
}

/** Gives received bytes their place, instead of what is there. Whoever calls it calls `keep()` last. */
export async function putFile(
  step: WriteStep,
  { sha256, size }: Pick<Received, 'sha256' | 'size'>,
): Promise<void> {
  const { tx, ctx, place } = step
  await requireFree(tx, place)
  await insertBlob(tx, { sha256, size }, ctx.now())
  const file = { path: place.path, sha256, size }
  if ('run' in step) {
    const same = await findOutput(tx, place.id, place.path)
    if (same?.sha256 !== sha256) await putOutput(tx, ctx, step.run, file, same)
    return
  }
  await tx
    .insert(loggedModelFiles)
    .values({ modelId: place.id, ...file, createdAt: ctx.now() })
    .onConflictDoUpdate({
      target: [loggedModelFiles.modelId, loggedModelFiles.path],
      set: { sha256, size, createdAt: ctx.now() },
    })
}

/** A name is a file or a folder: a version of both could lie on no disk. */
async function requireFree(tx: Tx, place: ArtifactPlace): Promise<void> {
  const { path } = place
  const parts = path.split('/')
  const folders = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'))
  const { rows } = await tx.execute<{ path: string }>(sql`
    select path from (${filesOf(place)}) f
    where path = any(${sql.param(folders)}::text[]) or ${liesBelow(path)} limit 1`)
  const [other] = rows
  if (!other) return
  throw invalid(
    other.path.startsWith(`${path}/`)
      ? `Invalid path: ${path} is a folder here. Give the file another name.`
      : `Invalid path: ${other.path} is a file here, so nothing lies below it. Choose another folder.`,
  )
}
