import { eq } from 'drizzle-orm'
import { models, versions } from '@/db/schema/tables'
import { command } from '../command'
import { invalid } from '../errors'
import { TagValues, unchangedTags, writeTagValues } from '../tag-values'
import { mostTags, Note, Tags } from '../view'
import { findVersion, type VersionRow } from './find'
import { viewVersions } from './load'
import { PinnedVersionRef, requireDigest } from './pinned'
import { requireSamePrompt } from './prompt-tags'

/** Edits the release note and the tags of a version; its files and evidence never change. */
export const updateVersion = command({
  action: 'version.update',
  input: PinnedVersionRef.extend({
    note: Note.optional(),
    tags: Tags.optional().describe('All that it has from now on'),
    addTags: Tags.optional().describe('Beside those it has'),
    removeTags: Tags.optional(),
    tagValues: TagValues.optional(),
  }),
  load: (tx, input, ctx) => findVersion(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { version } = subject
    requireDigest(version, input.digest)
    const labels = tagsAfter(input, version)
    if (input.note === undefined && labels === undefined && input.tagValues === undefined)
      throw invalid('Nothing to change: give a note or tags.')
    await requireSamePrompt(tx, version, touchedBy(labels, input.tagValues, version))
    const tagged = { ...version, tags: labels ?? version.tags }
    const values = input.tagValues && (await writeTagValues(tx, 'version', tagged, input.tagValues))
    if (values === null && input.note === undefined && labels === undefined)
      throw unchangedTags(`v${version.number}`)
    const after = { note: input.note ?? version.note, tags: values?.tags ?? tagged.tags }
    await tx.update(versions).set(after).where(eq(versions.id, version.id))
    await tx.update(models).set({ updatedAt: ctx.now() }).where(eq(models.id, subject.model.id))
    const [result] = await viewVersions(tx, ctx, subject.of, [version.id])
    if (!result) throw new Error('The version just edited was not found.')
    const before = { note: version.note, tags: version.tags }
    if (!values) return { result, change: { before, after } }
    return {
      result,
      change: {
        before: { ...before, tagValues: values.before },
        after: { ...after, tagValues: values.after },
      },
    }
  },
})

/** What each tag that an edit names is to be afterwards; null: gone. */
function touchedBy(
  labels: string[] | undefined,
  values: TagValues | undefined,
  { tags }: Pick<VersionRow, 'tags'>,
): Map<string, string | null> {
  const added = labels?.filter((tag) => !tags.includes(tag)) ?? []
  const removed = labels ? tags.filter((tag) => !labels.includes(tag)) : []
  return new Map<string, string | null>([
    ...added.map((tag) => [tag, ''] as const),
    ...removed.map((tag) => [tag, null] as const),
    ...Object.entries(values ?? {}),
  ])
}

interface TagChange {
  tags?: string[] | undefined
  addTags?: string[] | undefined
  removeTags?: string[] | undefined
}

/** The tags that it is to have; undefined where nothing is said of them. */
function tagsAfter(
  { tags, addTags, removeTags }: TagChange,
  version: Pick<VersionRow, 'number' | 'tags'>,
): string[] | undefined {
  if (!addTags && !removeTags) return tags
  if (tags) throw invalid('tags: Give all tags, or those to add and to remove.')
  const kept = version.tags.filter((tag) => !removeTags?.includes(tag))
  const after = [...new Set([...kept, ...(addTags ?? [])])]
  if (after.length > mostTags)
    throw invalid(`v${version.number} would have ${after.length} tags; ${mostTags} are the most.`)
  if (after.length === version.tags.length && after.every((tag) => version.tags.includes(tag)))
    throw unchangedTags(`v${version.number}`)
  return after
}
