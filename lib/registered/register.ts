import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { runs, versionOrigins, versions } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { invalid } from '../errors'
import { fileListProblem } from '../files/file-list'
import { requireLive } from '../life/state'
import { addEdges } from '../lineage/edges'
import { linkTakers } from '../logged-models/lineage'
import { withoutSecrets } from '../resolve/secrets'
import { writeTagValues } from '../tag-values'
import { asJson, type ModelDescription } from '../tracking/mlmodel'
import { readModel } from '../tracking/read-model'
import { insertVersion } from '../versions/insert'
import { Note, Slug } from '../view'
import { TagList, tagRecord } from './create'
import { findRegistered, RegisteredRef } from './find'
import { isPrompt } from './find-version'
import { type Origin, originOf } from './origin'
import { promptTag, saysPrompt } from './prompt'
import { loadModelVersions } from './versions'

/**
 * Makes the next version of a model of what an MLflow client names: files of a run or of a logged model, another
 * version, or an address elsewhere. Its files are those of this moment; what is logged later changes none. It is
 * pending, whatever its tags say.
 */
export const registerFromSource = command({
  action: 'version.register',
  input: RegisteredRef.extend({
    project: Slug,
    source: z.string(),
    runId: z.string().max(100, 'A run id has at most 100 characters.').optional(),
    modelId: z.string().optional(),
    runLink: z.string().max(2000, 'A run link has at most 2000 characters.').default(''),
    description: Note.default(''),
    tags: TagList.default([]),
  }),
  load: (tx, input, ctx) => findRegistered(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    requireLive(subject.model.slug, subject.model)
    requireBare(input.source)
    const tags = tagRecord(input.tags)
    const ofPrompt = saysPrompt(tags[promptTag] ?? '') || (await isPrompt(tx, subject.model.id))
    const origin = ofPrompt ? ofNothing : await originOf(tx, ctx, input)
    const { files, metrics, params, runId, makers, tokens } = origin
    const problem = fileListProblem(files.map(({ name }) => name))
    if (problem) throw invalid(`source: ${problem}`)
    const { version, change } = await insertVersion(tx, ctx, subject, {
      ...{ files, metrics, params, runId, makers, tokens, tags: [], note: input.description },
    })
    const values = await writeTagValues(tx, 'version', version, tags)
    if (values && values.tags.length > 0)
      await tx.update(versions).set({ tags: values.tags }).where(eq(versions.id, version.id))
    const described = await readModel(files)
    await tx.insert(versionOrigins).values({
      ...{ versionId: version.id, organizationId: version.organizationId, source: input.source },
      ...{
        runRef: origin.runRef,
        runLink: withoutSecrets(input.runLink),
        loggedModelId: origin.loggedModelId,
      },
      fromVersionId: origin.from?.version.id ?? null,
      mlmodel: described && asJson(described),
    })
    const from = origin.from?.version.id
    if (from)
      await addEdges(tx, ctx, version.organizationId, [
        {
          from: { kind: 'version', id: from },
          to: { kind: 'version', id: version.id },
          role: 'derived',
        },
      ])
    if (origin.loggedModelId) await linkTakers(tx, ctx, version, origin.loggedModelId)
    const packages = await keepPackages(tx, origin, described)
    const [result] = await loadModelVersions(tx, ctx, [version.id])
    if (!result) throw new Error('The version just made was not found.')
    const after = {
      ...change.after,
      source: input.source,
      ...(origin.runRef && { runRef: origin.runRef }),
      ...(origin.loggedModelId && { loggedModelId: origin.loggedModelId }),
      ...(from && { fromVersionId: from }),
      ...(values && { tags: values.tags, tagValues: values.after }),
      ...(packages && { packagesOfRun: packages }),
    }
    return { result, change: { ...change, after } }
  },
})

/** Throws invalid for an address with a login or a signature: it would stay in the log for ever, and is read by others. */
function requireBare(source: string): void {
  if (withoutSecrets(source) !== source)
    throw invalid(
      'source: Leave user, password and signature out of the address. Whoever loads the version has their own.',
    )
}

/** The version of a prompt has no files: its text is a tag. */
const ofNothing: Origin = {
  ...{ files: [], metrics: {}, params: {}, runId: null, runRef: '', run: null },
  ...{ loggedModelId: null, from: null, makers: [], tokens: [] },
}

/** Notes with the run what it was made with, where nobody has said that. Answers how many packages. */
async function keepPackages(
  tx: Tx,
  { run }: Origin,
  described: ModelDescription | null,
): Promise<number> {
  const packages = described?.environment?.packages.filter(({ version }) => version !== '') ?? []
  if (!run || run.run.packages || packages.length === 0) return 0
  await tx.update(runs).set({ packages }).where(eq(runs.id, run.run.id))
  return packages.length
}
