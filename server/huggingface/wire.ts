import type { Ctx } from '@/lib/actor'
import { commitOf } from '@/lib/huggingface/find'
import type { getRevision, listRefs } from '@/lib/huggingface/queries'
import { me } from '@/lib/me'
import type { Model } from '@/lib/models/view'
import type { Warning } from '@/lib/view'
import { headerText } from './errors'
import { fileEntry } from './files'

type Revision = Awaited<ReturnType<typeof getRevision>>
type Refs = Awaited<ReturnType<typeof listRefs>>

/** A model as clients read it of the version that was asked for, with what only we tell at the end. */
export function repoJson({ target, version }: Revision, { blobs }: { blobs: boolean }) {
  const { organization, model, of } = target
  const id = `${organization.slug}/${model.slug}`
  const tags = [...new Set([...model.tags, ...version.tags])]
  const files = version.files.map(fileEntry)
  return {
    ...{ _id: model.id, id, modelId: id, author: organization.slug },
    sha: commitOf(target.version.manifestDigest),
    createdAt: model.createdAt.toISOString(),
    lastModified: version.createdAt,
    ...{ private: true, disabled: false },
    // Whatever is not approved is refused then.
    gated: of.policy.approvedOnly.value ? 'manual' : false,
    ...{ tags, cardData: { tags } },
    usedStorage: files.reduce((sum, { size }) => sum + size, 0),
    siblings: files.map(({ path, size, oid, lfs }) => ({
      rfilename: path,
      ...(blobs && { size, blobId: oid, lfs: { ...lfs, sha256: lfs.oid } }),
    })),
    ...{ uri: version.uri, digest: version.digest, state: version.state },
    ...{ aliases: version.aliases, warnings: version.warnings },
  }
}

/** A model in a list. */
export function repoItemJson(org: string, model: Model) {
  const id = `${org}/${model.slug}`
  return {
    ...{ _id: id, id, modelId: id, author: org, private: true, disabled: false },
    ...{ createdAt: model.createdAt, lastModified: model.updatedAt, tags: model.tags },
  }
}

export function refsJson({ branches, tags }: Refs) {
  const refJson =
    (below: string) =>
    ({ name, digest }: { name: string; digest: string }) => ({
      ...{ name, ref: `refs/${below}/${name}`, targetCommit: commitOf(digest) },
    })
  return {
    branches: branches.map(refJson('heads')),
    tags: tags.map(refJson('tags')),
    converts: [],
    pullRequests: [],
  }
}

/** Who a token is. Whatever it may do elsewhere, here one can but read. */
export function whoamiJson(ctx: Ctx) {
  const { actor } = ctx
  const { organization, token } = me(ctx)
  const name = actor.kind === 'token' ? (actor.serviceAccount?.name ?? actor.ownerName) : actor.name
  return {
    ...{ type: 'user', id: actor.id, name, fullname: name },
    ...{ isPro: false, canPay: false, periodEnd: null, avatarUrl: '' },
    orgs: [{ type: 'org', name: organization.slug, fullname: organization.name }],
    auth: {
      type: 'access_token',
      accessToken: { displayName: actor.name, role: 'read' },
      expiresAt: token?.expiresAt ?? null,
    },
  }
}

/** Warnings as headers that clients show; the first part is why they show each once. */
export function warningHeaders(uri: string, warnings: readonly Warning[]): string[] {
  return warnings.map(({ code, message }, n) => headerText(`${uri} ${code} ${n}; ${message}`))
}
