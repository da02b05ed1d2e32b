import { z } from 'zod'
import { datasetVersionUri } from '../datasets/find'
import { viewDatasetVersions } from '../datasets/load'
import { invalid } from '../errors'
import { globMatcher } from '../glob'
import { Moment } from '../history/moment'
import type { Past } from '../history/versions'
import { archivedWarning } from '../life/state'
import { recallNotices, recallWarnings } from '../lineage/recalled'
import { findOrganization } from '../organizations/find'
import { paths } from '../paths'
import { requireUsable } from '../policies/usable'
import { findProject } from '../projects/find'
import { query } from '../query'
import { datumUri, momentIn } from '../uri'
import type { VersionTarget } from '../versions/find'
import { viewVersions } from '../versions/load'
import { noteUse, refusing } from '../versions/use'
import type { Version } from '../versions/view'
import { OrganizationRef, Slug, type Warning } from '../view'
import { lookUpDatasetVersions } from './datasets'
import { lookUpFiles } from './files'
import { pinVersion, read } from './inputs'
import type { Reference } from './reference'
import { lookUpVersions } from './versions'
import type { ResolvedUri } from './view'

/**
 * What a `model://`, `dataset://` or `datum://` URI means, pinned, with its files; with a time, what it meant
 * then. A model's version counts as used, now. Throws `invalid`, not found (also `nothing_approved`) and `digest_mismatch`.
 */
export const resolveUri = query({
  action: 'version.use',
  input: OrganizationRef.extend({
    uri: z.string().min(1, 'Say which URI.').max(4096),
    project: Slug.optional().describe('Whose aliases of files datum:// may name'),
    at: Moment.optional(),
  }),

  async load(db, input, ctx) {
    const { organization } = findOrganization(ctx, input.org)
    const uri = atMoment(read(organization, input.uri, null).uri, input.at)
    if (uri.kind === 'model') {
      const [target] = await lookUpVersions(db, ctx, organization, [{ uri, input: null }])
      if (target) return { kind: uri.kind, uri, target, access: target.access }
    }
    if (uri.kind === 'dataset') {
      const [target] = await lookUpDatasetVersions(db, organization, [{ uri, input: null }])
      if (target) return { kind: uri.kind, uri, target, access: target.access }
    }
    if (uri.kind === 'datum') {
      const { org, project: slug } = input
      const scope = slug === undefined ? null : await findProject(db, ctx, { org, project: slug })
      const project = scope?.project ?? null
      const [file] = await lookUpFiles(db, ctx, organization, [{ uri, input: null }], project)
      if (file) return { kind: uri.kind, file, access: file.access }
    }
    throw invalid('uri: Only model://, dataset:// and datum:// can be resolved.')
  },

  async run({ db, subject, ctx, input }): Promise<ResolvedUri> {
    if (subject.kind === 'datum') {
      const { id, name, size, sha256, properties } = subject.file
      const uri = datumUri(id)
      const file = { name, size, sha256, url: paths.datumContent(input.org, id), uri, properties }
      return { uri, digest: `sha256:${sha256}`, warnings: [], files: [file] }
    }
    if (subject.kind === 'dataset') {
      const { files: pattern } = subject.uri
      const [found] = await viewDatasetVersions(db, subject.target, [subject.target.version.id])
      if (!found) throw new Error('A dataset version that was there is gone.')
      const { dataset, version, digest } = found
      const uri = datasetVersionUri(dataset, version, pattern)
      const fits = pattern === null ? null : globMatcher(pattern)
      const files = found.files.filter(({ name }) => !fits || fits(name))
      const { slug, life } = subject.target.dataset
      const { id, organizationId } = subject.target.version
      const notices = await recallNotices(db, ctx, organizationId, [id])
      const warnings = [
        ...recallWarnings(notices.get(id)),
        ...(life === 'archived' ? [archivedWarning(`The dataset ${slug}`)] : []),
      ]
      return { uri, dataset, version, digest, warnings, files }
    }
    const { target, uri } = subject
    const { past } = target
    const [found] = await viewVersions(db, ctx, target.of, [target.version.id])
    if (!found) throw new Error('A version that was there is gone.')
    const { model, version, digest, state } = found
    const pinned = { uri: pinVersion(uri, target).resolved, model, version, digest }
    if (past?.gone) return { ...pinned, ...told(past), warnings: [goneSince(target)], files: [] }
    await refusing(ctx, target, () => requireUsable(db, ctx, [target]))
    const warnings = [...(past ? changedSince(past, found) : []), ...found.warnings]
    const files = found.files.filter((file) => uri.file === null || uri.file === file.name)
    const use = { org: input.org, model, version, how: 'resolve', asOf: past?.at } as const
    await noteUse(ctx, use, target)
    return { ...pinned, ...(past ? told(past) : { state }), warnings, files }
  },
})

/** A reference with the moment that was named beside it. Throws `invalid` where two are named. */
function atMoment(uri: Reference, at: Date | undefined): Reference {
  if (!at) return uri
  if (uri.kind !== 'model')
    throw invalid('at: Only model:// URIs tell what they meant at a past time. Leave out at.')
  const own = uri.at === null ? null : momentIn(uri.at)
  if (own && own.getTime() !== at.getTime())
    throw invalid('at: The URI names another time. Name one, in the URI or beside it.')
  return { ...uri, at: at.toISOString() }
}

/** What an answer says of the past: how it stood, and what made it so. */
const told = ({ at, state, cause }: Past) => ({ state, asOf: at.toISOString(), cause })

function goneSince({ version }: VersionTarget): Warning {
  const message = `v${version.number} was deleted since, and its files are gone.`
  return { code: 'gone', message }
}

function changedSince(past: Past, { state, version }: Version): Warning[] {
  if (past.state === state) return []
  return [
    { code: 'changed_since', message: `v${version} was ${past.state} then. It is ${state} now.` },
  ]
}
