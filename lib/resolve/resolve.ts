import { z } from 'zod'
import { viewDatasetVersions } from '../datasets/load'
import { invalid } from '../errors'
import { archivedWarning } from '../life/state'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { viewVersions } from '../versions/load'
import { noteUse } from '../versions/use'
import { OrganizationRef } from '../view'
import { lookUpDatasetVersions } from './datasets'
import { pinVersion, read } from './inputs'
import { lookUpVersions } from './versions'
import type { ResolvedUri } from './view'

/**
 * What a `model://` or `dataset://` URI means now, pinned, with its files. A model's version counts as
 * used. Throws `invalid`, not found (also `nothing_approved`) and `digest_mismatch`.
 */
export const resolveUri = query({
  action: 'version.use',
  input: OrganizationRef.extend({ uri: z.string().min(1, 'Say which URI.').max(4096) }),

  async load(db, input, ctx) {
    const { organization } = findOrganization(ctx, input.org)
    const { uri } = read(organization, input.uri, null)
    if (uri.kind === 'model') {
      const [target] = await lookUpVersions(db, ctx, organization, [{ uri, input: null }])
      if (target) return { kind: uri.kind, uri, target, access: target.access }
    }
    if (uri.kind === 'dataset') {
      const [target] = await lookUpDatasetVersions(db, organization, [{ uri, input: null }])
      if (target) return { kind: uri.kind, target, access: target.access }
    }
    throw invalid('uri: Only model:// and dataset:// can be resolved.')
  },

  async run({ db, subject, ctx, input }): Promise<ResolvedUri> {
    if (subject.kind === 'dataset') {
      const [found] = await viewDatasetVersions(db, subject.target, [subject.target.version.id])
      if (!found) throw new Error('A dataset version that was there is gone.')
      const { uri, dataset, version, digest, files } = found
      const { slug, life } = subject.target.dataset
      const warnings = life === 'archived' ? [archivedWarning(`The dataset ${slug}`)] : []
      return { uri, dataset, version, digest, warnings, files }
    }
    const { target, uri } = subject
    const [found] = await viewVersions(db, target.of, [target.version.id])
    if (!found) throw new Error('A version that was there is gone.')
    const { model, version, digest, state, warnings } = found
    const files = found.files.filter((file) => uri.file === null || uri.file === file.name)
    await noteUse(ctx, { org: input.org, model, version, how: 'resolve' }, target)
    return { uri: pinVersion(uri, target).resolved, model, version, digest, state, warnings, files }
  },
})
