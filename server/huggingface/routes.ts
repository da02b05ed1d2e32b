import { z } from 'zod'
import { parseInput } from '@/lib/door'
import { notFound } from '@/lib/errors'
import { quoted } from '@/lib/filter/tokens'
import { commitOf } from '@/lib/huggingface/find'
import {
  findRevisionFile,
  getRevision,
  listRefs,
  listRevisionFiles,
  requireRevision,
} from '@/lib/huggingface/queries'
import { listModels } from '@/lib/models/queries'
import type { VersionTarget } from '@/lib/versions/find'
import { noteUse } from '@/lib/versions/use'
import { organizationOf } from '../api/caller'
import { rangeOf, sendBlob } from '../bytes'
import { entriesIn, entriesOf } from './files'
import { limitOf, linkNext, pageOfEntries } from './paging'
import { type Call, huggingfaceRoutes } from './router'
import { refsJson, repoItemJson, repoJson, warningHeaders, whoamiJson } from './wire'

const { list, on } = huggingfaceRoutes()

on('GET', '/{repo}/resolve/:revision/*', 'version.use', sendFile)
on('GET', '/api/models/{repo}', 'version.read', showRevision)
on('GET', '/api/models/{repo}/revision/:revision', 'version.read', showRevision)
on('GET', '/api/models/{repo}/tree/:revision', 'version.read', listTree)
on('GET', '/api/models/{repo}/tree/:revision/*', 'version.read', listTree)
on('POST', '/api/models/{repo}/paths-info/:revision', 'version.read', describePaths)
on('GET', '/api/models/{repo}/refs', 'version.read', async ({ ctx, repo }) =>
  refsJson(await listRefs(ctx, repo)),
)
on('GET', '/api/models/{repo}/auth-check', 'version.use', async ({ ctx, repo, revision }) => {
  await requireRevision(ctx, { ...repo, revision })
  return {}
})
on('GET', '/api/models', 'model.read', listRepos)
on('GET', '/api/whoami-v2', null, async ({ ctx }) => whoamiJson(ctx))

/** Every endpoint of this door. */
export const huggingfaceEndpoints = list

async function sendFile({ ctx, repo, revision, path, request, reply }: Call) {
  const asks = request.method === 'HEAD'
  const ref = { ...repo, revision, name: path, warned: asks }
  const { target, file, warnings } = await findRevisionFile(ctx, ref)
  const { model, version, event } = target
  reply.headers({
    ...commitHeader(target),
    'x-linked-etag': `"${file.sha256}"`,
    'x-linked-size': file.size,
  })
  if (warnings.length > 0) reply.header('x-hf-warning', warningHeaders(event.uri, warnings))
  if (!asks && !isProbe(rangeOf(request, file.size, `"${file.sha256}"`), file.size)) {
    const use = { org: repo.org, model: model.slug, version: version.number }
    await noteUse(ctx, { ...use, how: 'download' }, target)
  }
  return sendBlob(request, reply, file)
}

/**
 * The client for JavaScript asks for one byte where others ask for the head. What counts is what it is sent:
 * a range may be asked for in a way that has the whole file for an answer.
 */
const isProbe = (range: ReturnType<typeof rangeOf>, size: number) =>
  range !== null && range.start === 0 && range.end === 0 && size > 1

async function showRevision({ ctx, repo, revision, query, reply }: Call) {
  const found = await getRevision(ctx, { ...repo, revision })
  const { warnings, uri } = found.version
  reply.headers(commitHeader(found.target))
  if (warnings.length > 0) reply.header('x-hf-warning', warningHeaders(uri, warnings))
  return repoJson(found, { blobs: isOn(query.blobs) })
}

async function listTree({ ctx, repo, revision, path, query, request, reply }: Call) {
  const { target, files } = await listRevisionFiles(ctx, { ...repo, revision })
  const commit = commitOf(target.version.manifestDigest)
  reply.headers(commitHeader(target))
  const folder = path.replace(/\/+$/, '')
  const entries = entriesIn(entriesOf(files), folder, isOn(query.recursive))
  if (!entries)
    throw notFound(`v${target.version.number} of ${target.model.slug} has no folder ${folder}.`, {
      code: 'EntryNotFound',
      details: { commit },
    })
  const shown = pageOfEntries(entries, query, { request, reply })
  return isOn(query.expand) ? shown.map((entry) => ({ ...entry, ...lastCommit(target) })) : shown
}

const Paths = z.object({
  paths: z.union([z.array(z.string()), z.string().transform((path) => [path])]).default([]),
  expand: z.unknown().optional(),
})

async function describePaths({ ctx, repo, revision, request, reply }: Call) {
  const { paths, expand } = parseInput(Paths, request.body ?? {})
  const { target, files } = await listRevisionFiles(ctx, { ...repo, revision })
  const wanted = new Set(paths)
  const found = entriesOf(files).filter(({ path }) => wanted.has(path))
  reply.headers(commitHeader(target))
  return isOn(expand) ? found.map((entry) => ({ ...entry, ...lastCommit(target) })) : found
}

async function listRepos({ ctx, query, request, reply }: Call) {
  const org = organizationOf(ctx)
  const { author, search, filter, cursor } = query
  if (author !== undefined && author !== org) return []
  const tags = [filter ?? []].flat().map((tag) => `tag:${quoted(String(tag))}`)
  const words = search ? [quoted(String(search))] : []
  const { items, nextCursor } = await listModels(ctx, {
    org,
    q: [...words, ...tags].join(' '),
    limit: limitOf(query, 500),
    cursor: cursor === undefined ? undefined : String(cursor),
  })
  if (nextCursor) linkNext(request, reply, nextCursor)
  return items.map((model) => repoItemJson(org, model))
}

const commitHeader = ({ version }: VersionTarget) => ({
  'x-repo-commit': commitOf(version.manifestDigest),
})

/** A version is one commit, whichever file one looks at. */
const lastCommit = ({ version, event }: VersionTarget) => ({
  lastCommit: {
    id: commitOf(version.manifestDigest),
    title: event.uri,
    date: version.createdAt.toISOString(),
  },
})

const isOn = (value: unknown) =>
  typeof value !== 'object' && ['true', 'True', '1'].includes(String(value))
