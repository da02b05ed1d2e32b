import { and, asc, desc, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { aliases, versionFiles, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { requireUsable } from '../policies/usable'
import { query } from '../query'
import { fileNameProblem, formatVersion } from '../uri'
import { approvedVersions } from '../versions/approved'
import { usableFile } from '../versions/download'
import type { VersionTarget } from '../versions/find'
import { viewVersions } from '../versions/load'
import { refusing } from '../versions/use'
import type { Version } from '../versions/view'
import { absentAs, commitOf, findRepo, findRevision, RepoRef, RevisionRef } from './find'

const load = (db: ReadDb, ref: RevisionRef, ctx: Ctx) => findRevision(db, ctx, ref)

/** A version with all that is known of it, for whoever asks what a repo holds. */
export const getRevision = query({
  action: 'version.read',
  input: RevisionRef,
  load,
  run: async ({ db, subject, ctx }) => ({
    target: subject,
    version: await shown(db, ctx, subject),
  }),
})

/** The files of a version by their names. */
export const listRevisionFiles = query({
  action: 'version.read',
  input: RevisionRef,
  load,

  async run({ db, subject }) {
    const files = await db
      .select()
      .from(versionFiles)
      .where(eq(versionFiles.versionId, subject.version.id))
      .orderBy(asc(versionFiles.name))
    return { target: subject, files }
  },
})

/** One file of a version, to be streamed. Throws `EntryNotFound`; forbidden for what the policy keeps out of use. */
export const findRevisionFile = query({
  action: 'version.use',
  input: RevisionRef.extend({
    name: z.string(),
    /** Tell what a user of the version should know of it. */
    warned: z.boolean(),
  }),
  load,

  async run({ db, subject, input, ctx }) {
    const commit = commitOf(subject.version.manifestDigest)
    const file = await absentAs(
      'EntryNotFound',
      () => {
        const problem = fileNameProblem(input.name)
        if (problem) throw notFound(`There is no such file. ${problem}`)
        return usableFile(db, ctx, subject, input.name)
      },
      { commit },
    )
    const warnings = input.warned ? (await shown(db, ctx, subject)).warnings : []
    return { target: subject, file, warnings }
  },
})

/** Throws forbidden for a version whose files the policy keeps out of use. */
export const requireRevision = query({
  action: 'version.use',
  input: RevisionRef,
  load,
  run: ({ db, subject, ctx }) => refusing(ctx, subject, () => requireUsable(db, ctx, [subject])),
})

// More would be no list that anybody reads.
const mostRefs = 10_000

/** What the names of a model mean now: what is approved, its aliases, and every version. */
export const listRefs = query({
  action: 'version.read',
  input: RepoRef,
  load: (db, input, ctx) => findRepo(db, ctx, input),

  async run({ db, subject, ctx }) {
    const { id } = subject.model
    const [latest] = await approvedVersions(db, subject, ctx.now())
    const there = and(eq(versions.modelId, id), ne(versions.life, 'deleted'))
    const named = await db
      .select({ name: aliases.name, digest: versions.manifestDigest })
      .from(aliases)
      .innerJoin(versions, eq(versions.id, aliases.versionId))
      .where(and(eq(aliases.modelId, id), there))
      .orderBy(asc(aliases.name))
    const numbered = await db
      .select({ number: versions.number, digest: versions.manifestDigest })
      .from(versions)
      .where(there)
      .orderBy(desc(versions.number))
      .limit(mostRefs)
    const main = latest ? [{ name: 'main', digest: latest.manifestDigest }] : []
    return {
      branches: [...main, ...named],
      tags: numbered.map(({ number, digest }) => ({
        name: formatVersion({ kind: 'number', number }),
        digest,
      })),
    }
  },
})

async function shown(db: ReadDb, ctx: Ctx, { of, version }: VersionTarget): Promise<Version> {
  const [found] = await viewVersions(db, ctx, of, [version.id])
  if (!found) throw new Error('A version that was just found is gone.')
  return found
}
