import type { Ctx } from '../actor'
import { notFound } from '../errors'
import { requireUsable } from '../policies/usable'
import type { ProjectRef } from '../projects/find'
import { query } from '../query'
import { visibleLoggedFiles, visibleOutputs } from '../runs/visible'
import type { VersionTarget } from '../versions/find'
import { noteBytes } from '../versions/held'
import { noteUse, refusing } from '../versions/use'
import { type ArtifactFile, fileAt } from './files'
import type { ArtifactPlace } from './path'
import {
  type ArtifactRef,
  findLoggedModelAt,
  findRunAt,
  findVersionAt,
  LoggedModelPlace,
  placeAt,
  RunPlace,
  VersionPlace,
} from './place'

/** A file to be streamed, and the version whose it is. */
export interface FoundArtifact {
  name: string
  /** Bytes. */
  size: number
  sha256: string
  version: VersionTarget | null
}

/** One file of a run, a logged model or a version. Throws not found where there is none that the caller sees. */
export async function findArtifact(
  ctx: Ctx,
  { path, ...ref }: ArtifactRef,
): Promise<FoundArtifact> {
  const place = placeAt(path)
  const { version, ...found } = await fileOf(ctx, ref, place)
  const file = found.file
  if (!file) throw notFound(`There is no file ${path}, or you may not see it.`)
  return { name: file.path, size: file.size, sha256: file.sha256, version }
}

interface Read {
  file: ArtifactFile | undefined
  version: VersionTarget | null
}

function fileOf(ctx: Ctx, ref: ProjectRef, place: ArtifactPlace): Promise<Read> {
  if (place.kind === 'run') return ofRun(ctx, { ...ref, place })
  if (place.kind === 'logged_model') return ofLoggedModel(ctx, { ...ref, place })
  return ofVersion(ctx, { ...ref, place })
}

/** Notes that the bytes were fetched, as a use of the version or of each that holds them. */
export async function noteArtifact(ctx: Ctx, org: string, found: FoundArtifact): Promise<void> {
  const { version: target, sha256 } = found
  if (!target) return noteBytes(ctx, org, sha256)
  const { model, version } = target
  const ref = { org, model: model.slug, version: version.number, how: 'download' as const }
  await noteUse(ctx, ref, target)
}

const ofRun = query({
  action: 'run.read',
  input: RunPlace,
  load: (db, input, ctx) => findRunAt(db, ctx, input),
  async run({ db, subject, input, ctx }): Promise<Read> {
    const seen = visibleOutputs(ctx, subject.run.organizationId)
    return { file: await fileAt(db, input.place, seen), version: null }
  },
})

const ofLoggedModel = query({
  action: 'logged_model.read',
  input: LoggedModelPlace,
  load: (db, input, ctx) => findLoggedModelAt(db, ctx, input),
  async run({ db, subject, input, ctx }): Promise<Read> {
    const seen = visibleLoggedFiles(ctx, subject.model.organizationId)
    return { file: await fileAt(db, input.place, seen), version: null }
  },
})

const ofVersion = query({
  action: 'version.use',
  input: VersionPlace,
  load: (db, input, ctx) => findVersionAt(db, ctx, input),
  async run({ db, subject, input, ctx }): Promise<Read> {
    await refusing(ctx, subject, () => requireUsable(db, ctx, [subject]))
    return { file: await fileAt(db, input.place), version: subject }
  },
})
