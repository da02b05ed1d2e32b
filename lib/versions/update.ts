import { eq } from 'drizzle-orm'
import { models, versions } from '@/db/schema/tables'
import { command } from '../command'
import { invalid } from '../errors'
import { Note, Tags } from '../view'
import { findVersion, VersionRef } from './find'
import { viewVersions } from './load'

/** Edits the release note and the tags of a version; its files and evidence never change. */
export const updateVersion = command({
  action: 'version.update',
  input: VersionRef.extend({ note: Note.optional(), tags: Tags.optional() }),
  load: (tx, input, ctx) => findVersion(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { version } = subject
    if (input.note === undefined && input.tags === undefined)
      throw invalid('Nothing to change: give a note or tags.')
    const after = { note: input.note ?? version.note, tags: input.tags ?? version.tags }
    await tx.update(versions).set(after).where(eq(versions.id, version.id))
    await tx.update(models).set({ updatedAt: ctx.now() }).where(eq(models.id, subject.model.id))
    const [result] = await viewVersions(tx, ctx, subject.of, [version.id])
    if (!result) throw new Error('The version just edited was not found.')
    return { result, change: { before: { note: version.note, tags: version.tags }, after } }
  },
})
