import { z } from 'zod'
import { listArtifacts } from '@/lib/artifacts/list'
import { artifactUri } from '@/lib/artifacts/path'
import { rootOfLoggedModel, rootOfRun, rootOfVersion } from '@/lib/artifacts/roots'
import { uploadArtifact } from '@/lib/artifacts/upload'
import { invalid } from '@/lib/errors'
import { decodeCursor, NameCursor, page } from '@/lib/page'
import { sendArtifact, withoutSlash } from './artifacts'
import { readFields, runFields, runRef, text, versionNumber } from './fields'
import { type Call, mlflowRoutes } from './router'
import { fileInfo } from './wire/file-info'

const { list, on, raw } = mlflowRoutes()
const root = '/api/2.0/mlflow'

/** What one answer lists at most. */
const pageSize = 1000
/** Bytes; larger files are put where they lie. */
const maxUpload = 10 * 1024 * 1024

const Path = z.object({ path: text })
const Folder = z.object({ path: text.default(''), page_token: text.optional() })

on(
  'GET',
  `${root}/artifacts/list`,
  { action: 'run.read', input: runFields.extend(Folder.shape) },
  async (fields, call) => listed(call, await runRoot(call, fields), fields),
)

on(
  'GET',
  `${root}/logged-models/:model_id/artifacts/directories`,
  {
    action: 'logged_model.read',
    input: z.object({
      model_id: text,
      artifact_directory_path: text.default(''),
      page_token: text.optional(),
    }),
  },
  async ({ model_id: model, artifact_directory_path: path, page_token }, call) => {
    const { ctx, org, project } = call
    return listed(call, await rootOfLoggedModel(ctx, { org, project, model }), { path, page_token })
  },
)

raw({
  method: 'GET',
  path: `${root}/get-artifact`,
  action: 'run.read',
  bytes: true,
  async handle(call) {
    const fields = readFields(runFields.extend(Path.shape), Object(call.request.query))
    return sendArtifact(call, `${await runRoot(call, fields)}/${fields.path}`)
  },
})

raw({
  method: 'GET',
  path: `${root}/model-versions/get-artifact`,
  action: 'version.use',
  bytes: true,
  async handle(call) {
    const Fields = Path.extend({ name: text, version: text })
    const { path, ...fields } = readFields(Fields, Object(call.request.query))
    const version = versionNumber(fields.version)
    const { ctx, org } = call
    return sendArtifact(
      call,
      `${await rootOfVersion(ctx, { org, name: fields.name, version })}/${path}`,
    )
  },
})

raw({
  method: 'GET',
  path: `${root}/logged-models/:model_id/artifacts/files`,
  action: 'logged_model.read',
  bytes: true,
  async handle(call) {
    const { ctx, org, project, request } = call
    const Fields = z.object({ artifact_file_path: text })
    const { artifact_file_path } = readFields(Fields, Object(request.query))
    const model = String((request.params as { model_id: string }).model_id)
    const folder = await rootOfLoggedModel(ctx, { org, project, model })
    return sendArtifact(call, `${folder}/${artifact_file_path}`)
  },
})

raw({
  method: 'POST',
  path: `${root}/upload-artifact`,
  action: 'run.report',
  bytes: true,
  async handle(call) {
    const { ctx, org, project, request } = call
    const fields = readFields(runFields.extend(Path.shape), Object(request.query))
    if (Number(request.headers['content-length'] ?? 0) > maxUpload)
      throw invalid('Artifact size is too large. Max size is 10MB.')
    const path = `${await runRoot(call, fields)}/${fields.path}`
    await uploadArtifact(ctx, { org, project, path }, request.raw, maxUpload)
    return {}
  },
})

// Bytes come and go through the hub, which says whose they are; clients fall back to that after a 501.
for (const [method, path] of [
  ['POST', `${root}/artifacts/presigned-upload-url`],
  ['POST', `${root}/artifacts/presigned-download-url`],
  ['GET', '/api/2.0/mlflow-artifacts/presigned/*'],
] as const)
  raw({
    ...{ method, path, action: null, bytes: true },
    handle: () =>
      Promise.reject(
        invalid('Model Hub signs no addresses of files. Send them to it, and fetch them from it.', {
          code: 'NOT_IMPLEMENTED',
        }),
      ),
  })

/** Below which path the files of the run lie that a request names. */
const runRoot = (call: Call, fields: z.output<typeof runFields>) =>
  rootOfRun(call.ctx, runRef(call, fields))

async function listed(
  { ctx, org, project }: Call,
  folder: string,
  { path, page_token }: z.output<typeof Folder>,
) {
  const below = withoutSlash(path)
  const place = below === '' ? folder : `${folder}/${below}`
  const [after] = decodeCursor(page_token || undefined, NameCursor) ?? []
  const found = await listArtifacts(
    ctx,
    { org, project, path: place },
    {
      limit: pageSize + 1,
      ...(after !== undefined && { after }),
    },
  )
  const shown = page(
    found,
    pageSize,
    (entry) => fileInfo(entry, below),
    ({ name }) => [name],
  )
  return {
    root_uri: artifactUri(folder),
    files: shown.items,
    ...(shown.nextCursor !== null && { next_page_token: shown.nextCursor }),
  }
}

export const artifactFileRoutes = list
