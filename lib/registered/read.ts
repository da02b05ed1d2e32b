import { and, desc, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { models, versionOrigins, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { invalid } from '../errors'
import type { ModelTarget } from '../models/find'
import { latestOf } from '../policies/standing'
import { isHeldFrom, requireUsable } from '../policies/usable'
import { query } from '../query'
import { type VersionTarget, versionTarget } from '../versions/find'
import { isPromptContent, isPromptHeld } from '../versions/prompt-tags'
import { noteUse, refusing } from '../versions/use'
import { findRegistered, RegisteredRef } from './find'
import { findAliased, findRegisteredVersion, RegisteredVersionRef } from './find-version'
import { loadRegistered } from './models'
import { parseSource } from './source'
import { type Stage, stages } from './stage'
import { loadModelVersions, versionRoot } from './versions'
import type { RegisteredModel, RegisteredVersion } from './view'

/** One model as MLflow clients see it. */
export const getRegistered = query({
  action: 'model.read',
  input: RegisteredRef,
  load: (db, input, ctx) => findRegistered(db, ctx, input),
  run: ({ db, subject, ctx }) => only(loadRegistered(db, ctx, [subject.model.id])),
})

/** One version as MLflow clients see it; of a prompt that the policy keeps out of their use, not what it says. */
export const getRegisteredVersion = query({
  action: 'version.read',
  input: RegisteredVersionRef,
  load: (db, input, ctx) => findRegisteredVersion(db, ctx, input),

  async run({ db, subject, ctx }): Promise<RegisteredVersion> {
    const view = await only(loadModelVersions(db, ctx, [subject.version.id]))
    const { tags } = view
    const keys = tags.map(({ key }) => key)
    if (!(await isPromptHeld(db, ctx, subject, keys))) return view
    return { ...view, tags: tags.filter(({ key }) => !isPromptContent(key)) }
  },
})

/** The same for a client that loads it: a prompt is used by being read, which is noted. */
export async function loadRegisteredVersion(
  ctx: Ctx,
  ref: RegisteredVersionRef,
): Promise<RegisteredVersion> {
  const view = await getRegisteredVersion(ctx, ref)
  const { model, number, tags } = view
  if (tags.some(({ key }) => isPromptContent(key)))
    await noteUse(ctx, { org: ref.org, model, version: number, how: 'resolve' })
  return view
}

/**
 * The newest version of each stage that is asked for, with aliases; of all where none is. What `Production`
 * holds is what `latest` means, and a policy may leave programs that alone.
 */
export const getLatestVersions = query({
  action: 'version.read',
  input: RegisteredRef.extend({ stages: z.array(z.string()).default([]) }),
  load: (db, input, ctx) => findRegistered(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<RegisteredVersion[]> {
    const wanted = input.stages.flatMap(stagesCalled)
    const model = await only<RegisteredModel>(loadRegistered(db, ctx, [subject.model.id]))
    const ids = model.latest
      .filter(({ stage }) => input.stages.length === 0 || wanted.includes(stage))
      .map(({ id }) => id)
    return loadModelVersions(db, ctx, ids)
  },
})

/** MLflow's stage of any spelling. Throws invalid for any other word. */
export function stageCalled(text: string): Stage {
  const word = text.toLowerCase()
  const stage = stages.find((one) => one.toLowerCase() === word)
  if (stage) return stage
  throw invalid(`Invalid Model Version stage: ${text}. Value must be one of ${stages.join(', ')}.`)
}

/** The same to whoever only asks, or what the words for approval here stand for. */
function stagesCalled(text: string): Stage[] {
  const word = text.toLowerCase()
  if (word === 'approved') return ['Production']
  if (word === 'rejected') return ['Archived']
  if (word === 'pending') return ['None', 'Staging']
  return [stageCalled(text)]
}

/** The version that an alias means, noted as a use. */
export async function resolveAlias(
  ctx: Ctx,
  ref: RegisteredRef & { alias: string },
): Promise<RegisteredVersion> {
  const target = await findAlias(ctx, ref)
  const [view] = await Promise.all([viewUsed(ctx, { target }), note(ctx, target)])
  return view
}

const findAlias = query({
  action: 'version.use',
  input: RegisteredRef.extend({ alias: z.string() }),
  load: async (db, input, ctx) =>
    (isComputed(input.alias) ? undefined : await findAliased(db, ctx, input)) ??
    (await findRegistered(db, ctx, input)),

  async run({ db, subject, input, ctx }) {
    const target = 'version' in subject ? subject : await computed(db, ctx, subject, input.alias)
    if (!target) throw invalid(`Registered model alias ${input.alias} not found.`)
    await refusing(ctx, target, () => requireUsable(db, ctx, [target]))
    return target
  },
})

/** A version that was found a moment ago, read while its use is noted. */
const viewUsed = query({
  action: 'version.use',
  input: z.object({ target: z.custom<VersionTarget>() }),
  load: async (_db, { target }) => target,
  run: ({ db, subject, ctx }) => only(loadModelVersions(db, ctx, [subject.version.id])),
})

/** Whether an alias is one that nobody sets: it follows from the versions. */
const isComputed = (alias: string) => alias === 'approved' || alias.toLowerCase() === 'latest'

/** `latest` is the highest number here, as MLflow has it; to programs that use approved versions only, of those. */
async function computed(db: ReadDb, ctx: Ctx, of: ModelTarget, alias: string) {
  if (!isComputed(alias)) return undefined
  const ofApproved = alias === 'approved' || isHeldFrom(ctx, of.policy)
  const [found] = ofApproved
    ? await db
        .select({ version: versions })
        .from(models)
        .innerJoin(versions, eq(versions.id, latestOf))
        .where(eq(models.id, of.model.id))
    : await db
        .select({ version: versions })
        .from(versions)
        .where(and(eq(versions.modelId, of.model.id), ne(versions.life, 'deleted')))
        .orderBy(desc(versions.number))
        .limit(1)
  return found && versionTarget(of, found.version)
}

/** Where the files of a version are, noted as a use. What the policy keeps out of use is refused. */
export async function locateFiles(ctx: Ctx, ref: RegisteredVersionRef): Promise<string> {
  const { target, uri } = await findFiles(ctx, ref)
  await note(ctx, target)
  return uri
}

const findFiles = query({
  action: 'version.use',
  input: RegisteredVersionRef,
  load: (db, input, ctx) => findRegisteredVersion(db, ctx, input),

  async run({ db, subject, ctx }) {
    await refusing(ctx, subject, () => requireUsable(db, ctx, [subject]))
    const { version, model } = subject
    const outside = await outsideOf(db, version.id)
    return { target: subject, uri: outside ?? versionRoot(model.id, version.number) }
  },
})

/** The address elsewhere that a version was registered with, or what it is a copy of; null for our own files. */
async function outsideOf(db: ReadDb, versionId: string, steps = 10): Promise<string | null> {
  const [origin] = await db
    .select({ source: versionOrigins.source, from: versionOrigins.fromVersionId })
    .from(versionOrigins)
    .where(eq(versionOrigins.versionId, versionId))
  if (origin?.from && steps > 0) return outsideOf(db, origin.from, steps - 1)
  if (!origin) return null
  const parsed = parseSource(origin.source)
  return !parsed.ok || parsed.source.kind === 'external' ? origin.source : null
}

function note(ctx: Ctx, target: VersionTarget): Promise<void> {
  const { organization, model, version } = target
  const ref = { org: organization.slug, model: model.slug, version: version.number }
  return noteUse(ctx, { ...ref, how: 'resolve' }, target)
}

async function only<T>(found: Promise<T[]>): Promise<T> {
  const [one] = await found
  if (!one) throw new Error('What was found a moment ago is gone.')
  return one
}
