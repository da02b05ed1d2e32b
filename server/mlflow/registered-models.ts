import { z } from 'zod'
import { ensureProject } from '@/lib/experiments/project'
import { deleteModel } from '@/lib/models/life'
import { updateModel } from '@/lib/models/update'
import { dropAlias, setAlias } from '@/lib/registered/aliases'
import { createRegistered } from '@/lib/registered/create'
import { locateRegistered } from '@/lib/registered/find'
import { getLatestVersions, getRegistered, resolveAlias } from '@/lib/registered/read'
import { renameRegistered } from '@/lib/registered/rename'
import { tagModel } from '@/lib/registered/tag'
import { listOf, tag, text, versionNumber } from './fields'
import { type Method, mlflowRoutes } from './router'
import { modelVersionJson } from './wire/model-version'
import { registeredModelJson } from './wire/registered-model'

const below = '/api/2.0/mlflow/registered-models'
const Named = z.object({ name: text })

const { list, on } = mlflowRoutes()

on(
  'POST',
  `${below}/create`,
  {
    action: 'model.create',
    input: Named.extend({ tags: listOf(tag), description: text.default('') }),
    creates: true,
  },
  async ({ name, tags, description }, { ctx, once, org, project }) => {
    await ensureProject(ctx, { org, project })
    const made = await createRegistered(once, { org, project, name, tags, description })
    return { registered_model: registeredModelJson(made) }
  },
)

on(
  'GET',
  `${below}/get`,
  { action: 'model.read', input: Named },
  async ({ name }, { ctx, org }) => ({
    registered_model: registeredModelJson(await getRegistered(ctx, { org, name })),
  }),
)

for (const method of ['POST', 'GET'] satisfies Method[])
  on(
    method,
    `${below}/get-latest-versions`,
    { action: 'version.read', input: Named.extend({ stages: listOf(text) }) },
    async ({ name, stages }, { ctx, org }) => ({
      model_versions: (await getLatestVersions(ctx, { org, name, stages })).map(modelVersionJson),
    }),
  )

on(
  'POST',
  `${below}/rename`,
  { action: 'model.update', input: Named.extend({ new_name: text }) },
  async ({ name, new_name: newName }, { ctx, org }) => ({
    registered_model: registeredModelJson(await renameRegistered(ctx, { org, name, newName })),
  }),
)

on(
  'PATCH',
  `${below}/update`,
  { action: 'model.update', input: Named.extend({ description: text.default('') }) },
  async ({ name, description }, { ctx, org }) => {
    const { slug } = await locateRegistered(ctx, { org, name })
    await updateModel(ctx, { org, model: slug, description })
    return { registered_model: registeredModelJson(await getRegistered(ctx, { org, name })) }
  },
)

on(
  'DELETE',
  `${below}/delete`,
  { action: 'model.delete', input: Named },
  async ({ name }, { ctx, org }) => {
    const { slug } = await locateRegistered(ctx, { org, name })
    await deleteModel(ctx, { org, model: slug, withAliases: true })
  },
)

on(
  'POST',
  `${below}/set-tag`,
  { action: 'model.update', input: Named.extend(tag.shape) },
  async (fields, { ctx, org }) => tagModel(ctx, { org, ...fields }),
)

on(
  'DELETE',
  `${below}/delete-tag`,
  { action: 'model.update', input: Named.extend({ key: text }) },
  async (fields, { ctx, org }) => tagModel(ctx, { org, ...fields, value: null }),
)

const Alias = Named.extend({ alias: text })

on(
  'POST',
  `${below}/alias`,
  { action: 'alias.move', input: Alias.extend({ version: text }) },
  async ({ version, ...fields }, { ctx, org }) =>
    setAlias(ctx, { org, ...fields, version: versionNumber(version) }),
)

on(
  'GET',
  `${below}/alias`,
  { action: 'version.use', input: Alias },
  async (fields, { ctx, org }) => ({
    model_version: modelVersionJson(await resolveAlias(ctx, { org, ...fields })),
  }),
)

on(
  'DELETE',
  `${below}/alias`,
  { action: 'alias.remove', input: Alias },
  async (fields, { ctx, org }) => dropAlias(ctx, { org, ...fields }),
)

export const registeredModelRoutes = list
