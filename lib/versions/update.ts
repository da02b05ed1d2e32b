import { eq } from 'drizzle-orm'
import { models, versions } from '@/db/schema/tables'
import { command } from '../command'
import { conflict, invalid } from '../errors'
import { mostTags, Note, Tags } from '../view'
import { findVersion, type VersionRow } from './find'
import { viewVersions } from './load'
import { PinnedVersionRef, requireDigest } from './pinned'

/** Edits the release note and the tags of a version; its files and evidence never change. */
export const updateVersion = command({
  action: 'version.update',
  input: PinnedVersionRef.extend({
    note: Note.optional(),
    tags: Tags.optional().describe('All that it has from now on'),
    addTags: Tags.optional().describe('Beside those it has'),
    removeTags: Tags.optional(),
  }),
  load: (tx, input, ctx) => findVersion(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { version } = subject
    requireDigest(version, input.digest)
    const tags = tagsAfter(input, version)
    if (input.note === undefined && tags === undefined)
      throw invalid('Nothing to change: give a note or tags.')
    const after = { note: input.note ?? version.note, tags: tags ?? version.tags }
    await tx.update(versions).set(after).where(eq(versions.id, version.id))
    await tx.update(models).set({ updatedAt: ctx.now() }).where(eq(models.id, subject.model.id))
    const [result] = await viewVersions(tx, ctx, subject.of, [version.id])
    if (!result) throw new Error('The version just edited was not found.')
    return { result, change: { before: { note: version.note, tags: version.tags }, after } }
  },
})

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
    throw conflict(`v${version.number} has its tags like that already.`)
  return after
}
