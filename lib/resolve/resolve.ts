import { z } from 'zod'
import { datasetVersionUri } from '../datasets/find'
import { viewDatasetVersions } from '../datasets/load'
import { invalid } from '../errors'
import { globMatcher } from '../glob'
import { archivedWarning } from '../life/state'
import { recallNotices, recallWarnings } from '../lineage/recalled'
import { findOrganization } from '../organizations/find'
import { paths } from '../paths'
import { requireUsable } from '../policies/usable'
import { findProject } from '../projects/find'
import { query } from '../query'
import { datumUri } from '../uri'
import { viewVersions } from '../versions/load'
import { noteUse, refusing } from '../versions/use'
import { OrganizationRef, Slug } from '../view'
import { lookUpDatasetVersions } from './datasets'
import { lookUpFiles } from './files'
import { pinVersion, read } from './inputs'
import { lookUpVersions } from './versions'
import type { ResolvedUri } from './view'

/**
 * What a `model://`, `dataset://` or `datum://` URI means now, pinned, with its files. A model's version
 * counts as used. Throws `invalid`, not found (also `nothing_approved`) and `digest_mismatch`.
 */
export const resolveUri = query({
  action: 'version.use',
  input: OrganizationRef.extend({
    uri: z.string().min(1, 'Say which URI.').max(4096),
    project: Slug.optional().describe('Whose aliases of files datum:// may name'),
  }),

  async load(db, input, ctx) {
    const { organization } = findOrganization(ctx, input.org)
    const { uri } = read(organization, input.uri, null)
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
    const [found] = await viewVersions(db, ctx, target.of, [target.version.id])
    if (!found) throw new Error('A version that was there is gone.')
    await refusing(ctx, target, () => requireUsable(db, ctx, [target]))
    const { model, version, digest, state, warnings } = found
    const files = found.files.filter((file) => uri.file === null || uri.file === file.name)
    await noteUse(ctx, { org: input.org, model, version, how: 'resolve' }, target)
    return { uri: pinVersion(uri, target).resolved, model, version, digest, state, warnings, files }
  },
})
