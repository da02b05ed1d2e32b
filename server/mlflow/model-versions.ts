import { z } from 'zod'
import { getRegisteredVersion, loadRegisteredVersion, locateFiles } from '@/lib/registered/read'
import { registerFromSource } from '@/lib/registered/register'
import { tagVersion } from '@/lib/registered/tag'
import { transitionVersion } from '@/lib/registered/transition'
import { deleteVersion } from '@/lib/versions/life'
import { updateVersion } from '@/lib/versions/update'
import { flag, listOf, tag, text, versionNumber } from './fields'
import { mlflowRoutes } from './router'
import { modelVersionJson } from './wire/model-version'

const below = '/api/2.0/mlflow/model-versions'
const Numbered = z.object({ name: text, version: text })

const { list, on } = mlflowRoutes()

on(
  'POST',
  `${below}/create`,
  {
    action: 'version.register',
    input: z.object({
      name: text,
      source: text,
      run_id: text.default(''),
      model_id: text.default(''),
      run_link: text.default(''),
      description: text.default(''),
      tags: listOf(tag),
    }),
    creates: true,
  },
  async ({ run_id: runId, model_id: modelId, run_link: runLink, ...fields }, call) => {
    const { once, org, project } = call
    const ref = { org, project, runId, modelId, runLink }
    const made = await registerFromSource(once, { ...ref, ...fields })
    return { model_version: modelVersionJson(made) }
  },
)

on(
  'GET',
  `${below}/get`,
  { action: 'version.read', input: Numbered },
  async (fields, { ctx, org }) => ({
    model_version: modelVersionJson(await loadRegisteredVersion(ctx, refOf(org, fields))),
  }),
)

on(
  'GET',
  `${below}/get-download-uri`,
  { action: 'version.use', input: Numbered },
  async (fields, { ctx, org }) => ({ artifact_uri: await locateFiles(ctx, refOf(org, fields)) }),
)

on(
  'PATCH',
  `${below}/update`,
  { action: 'version.update', input: Numbered.extend({ description: text.default('') }) },
  async ({ description: note, ...fields }, { ctx, org }) => {
    const ref = refOf(org, fields)
    const { model, number } = await getRegisteredVersion(ctx, ref)
    await updateVersion(ctx, { org, model, version: number, note })
    return { model_version: modelVersionJson(await getRegisteredVersion(ctx, ref)) }
  },
)

on(
  'POST',
  `${below}/transition-stage`,
  {
    action: 'version.approve',
    input: Numbered.extend({ stage: text, archive_existing_versions: flag.default(false) }),
  },
  async ({ stage, archive_existing_versions: archiveExisting, ...fields }, { ctx, org }) => {
    const moved = await transitionVersion(ctx, { ...refOf(org, fields), stage, archiveExisting })
    return { model_version: modelVersionJson(moved) }
  },
)

on(
  'DELETE',
  `${below}/delete`,
  { action: 'version.delete', input: Numbered },
  async (fields, { ctx, org }) => {
    const { model, number } = await getRegisteredVersion(ctx, refOf(org, fields))
    await deleteVersion(ctx, { org, model, version: number, withAliases: true })
  },
)

on(
  'POST',
  `${below}/set-tag`,
  { action: 'version.update', input: Numbered.extend(tag.shape) },
  async ({ key, value, ...fields }, { ctx, org }) =>
    tagVersion(ctx, { ...refOf(org, fields), key, value }),
)

on(
  'DELETE',
  `${below}/delete-tag`,
  { action: 'version.update', input: Numbered.extend({ key: text }) },
  async ({ key, ...fields }, { ctx, org }) =>
    tagVersion(ctx, { ...refOf(org, fields), key, value: null }),
)

const refOf = (org: string, { name, version }: z.output<typeof Numbered>) => ({
  ...{ org, name, version: versionNumber(version) },
})

export const modelVersionRoutes = list
