import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { findArtifact, noteArtifact } from '@/lib/artifacts/download'
import { listArtifacts } from '@/lib/artifacts/list'
import { removeArtifacts } from '@/lib/artifacts/remove'
import { uploadArtifact } from '@/lib/artifacts/upload'
import { sendBlob } from '../bytes'
import { mediaType } from './media-type'
import { type Call, mlflowRoutes } from './router'
import { fileInfo } from './wire/file-info'

const { list, on, raw } = mlflowRoutes()
const root = '/api/2.0/mlflow-artifacts/artifacts'

on(
  'GET',
  root,
  { action: 'run.read', input: z.object({ path: z.string().default('') }) },
  async ({ path }, { ctx, org, project }) => {
    const entries = await listArtifacts(ctx, { org, project, path: withoutSlash(path) })
    return { files: entries.map((entry) => fileInfo(entry)) }
  },
)

raw({
  method: 'GET',
  path: `${root}/*`,
  action: 'run.read',
  bytes: true,
  handle: (call) => sendArtifact(call, pathIn(call.request)),
})

raw({
  method: 'PUT',
  path: `${root}/*`,
  action: 'run.report',
  bytes: true,
  async handle({ ctx, org, project, request }) {
    await uploadArtifact(ctx, { org, project, path: pathIn(request) }, request.raw)
    return {}
  },
})

raw({
  method: 'DELETE',
  path: `${root}/*`,
  action: 'run.report',
  bytes: true,
  async handle({ ctx, org, project, request }) {
    await removeArtifacts(ctx, { org, project, path: withoutSlash(pathIn(request)) })
    return {}
  },
})

/** Answers with the bytes of an artifact, and notes that they were fetched. */
export async function sendArtifact({ ctx, org, project, request, reply }: Call, path: string) {
  const found = await findArtifact(ctx, { org, project, path })
  if (request.method === 'GET') await noteArtifact(ctx, org, found)
  return sendBlob(request, reply, found, { type: mediaType(found.name) })
}

/** What the star of a route stands for. Fastify has decoded it, once. */
export function pathIn({ params }: FastifyRequest): string {
  return String((params as { '*'?: string })['*'] ?? '')
}

/** Folders may end in a slash. */
export const withoutSlash = (path: string) => path.replace(/\/+$/, '')

export const artifactRoutes = list
