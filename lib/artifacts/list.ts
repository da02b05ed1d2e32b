import { z } from 'zod'
import type { Ctx } from '../actor'
import type { ProjectRef } from '../projects/find'
import { query } from '../query'
import { visibleLoggedFiles, visibleOutputs } from '../runs/visible'
import { type ArtifactEntry, entriesIn } from './files'
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

const Page = z.object({
  /** The name that the last page ended with. */
  after: z.string().default(''),
  /** Null for all. */
  limit: z.int().positive().nullable().default(null),
})
type Page = z.input<typeof Page>

/** What lies in a folder, by name, as far as the caller sees it; nothing in one that is not there. */
export function listArtifacts(
  ctx: Ctx,
  { path, ...ref }: ArtifactRef,
  page: Page = {},
): Promise<ArtifactEntry[]> {
  return entriesOf(ctx, { ...ref, ...page }, placeAt(path))
}

function entriesOf(ctx: Ctx, ref: ProjectRef & Page, place: ArtifactPlace) {
  if (place.kind === 'run') return ofRun(ctx, { ...ref, place })
  if (place.kind === 'logged_model') return ofLoggedModel(ctx, { ...ref, place })
  return ofVersion(ctx, { ...ref, place })
}

const ofRun = query({
  action: 'run.read',
  input: RunPlace.extend(Page.shape),
  load: (db, input, ctx) => findRunAt(db, ctx, input),
  run({ db, subject, input: { place, ...page }, ctx }) {
    const seen = visibleOutputs(ctx, subject.run.organizationId)
    return entriesIn(db, place, { ...page, seen })
  },
})

const ofLoggedModel = query({
  action: 'logged_model.read',
  input: LoggedModelPlace.extend(Page.shape),
  load: (db, input, ctx) => findLoggedModelAt(db, ctx, input),
  run({ db, subject, input: { place, ...page }, ctx }) {
    const seen = visibleLoggedFiles(ctx, subject.model.organizationId)
    return entriesIn(db, place, { ...page, seen })
  },
})

// Names and sizes of a version are no use of it: its pages show them, too.
const ofVersion = query({
  action: 'version.read',
  input: VersionPlace.extend(Page.shape),
  load: (db, input, ctx) => findVersionAt(db, ctx, input),
  run: ({ db, input: { place, ...page } }) => entriesIn(db, place, page),
})
