import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { models } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import { describeModel } from '../cards/write'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, isAppError } from '../errors'
import { decideProjects, insertModel, projectIdsBySlug } from '../models/create'
import { holdersOfSlugs } from '../models/holders'
import { findOrganization } from '../organizations/find'
import { isOfHub, writeTagValues } from '../tag-values'
import { slugFrom } from '../uri'
import { ModelSlug, PlainText, Slug } from '../view'
import { loadRegistered } from './models'
import { checkModelName, isNameTaken, nameExists } from './name'

export const TagList = z.array(z.object({ key: z.string(), value: z.string().default('') }))

/**
 * Makes a model by the name that an MLflow client gives it, letter for letter, in a project. Its slug is made
 * of the name; where that is taken, it gets a number. Tags that the hub writes itself are left out.
 */
export const createRegistered = command({
  action: 'model.create',
  input: z.object({
    org: Slug,
    project: Slug,
    name: z.string(),
    description: PlainText(100_000).default(''),
    tags: TagList.default([]),
  }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { organization }, input, ctx }) {
    const { name, description } = input
    checkModelName(name)
    const projectIds = await projectIdsBySlug(tx, organization, [input.project])
    decideProjects(ctx, organization, projectIds)
    const { target, change } = await insertNamed(tx, ctx, organization, name, projectIds)
    const { model } = target
    const values = await writeTagValues(tx, 'model', model, tagRecord(input.tags))
    if (values && values.tags.length > 0)
      await tx.update(models).set({ tags: values.tags }).where(sql`id = ${model.id}`)
    const card = description ? await describeModel(tx, ctx, model, description) : null
    const [result] = await loadRegistered(tx, ctx, [model.id])
    if (!result) throw new Error('The model just made was not found.')
    change.after = {
      ...change.after,
      ...(values && { tags: values.tags, tagValues: values.after }),
      ...(card && { card: card.after }),
    }
    return { result, change }
  },
})

/** The tags of a call that makes something: of a key that comes twice the last counts. */
export function tagRecord(tags: z.output<typeof TagList>): Record<string, string> {
  const own = tags.filter(({ key }) => !isOfHub(key))
  return Object.fromEntries(own.map(({ key, value }) => [key, value]))
}

/** Tries one slug after the other: somebody else may take one in between. */
async function insertNamed(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  name: string,
  projectIds: string[],
) {
  const { organizationId } = organization
  if (await isNameTaken(tx, { organizationId, name })) throw nameExists(name)
  const display = [...name.trim()].slice(0, 200).join('')
  for (const slug of await freeSlugs(tx, organizationId, name))
    try {
      return await tx.transaction((within) =>
        insertModel(within, ctx, organization, {
          ...{ slug, name: display, registeredName: name, tags: [], projectIds },
          accessMode: 'organization',
        }),
      )
    } catch (error) {
      if (!isAppError(error) || error.kind !== 'conflict') throw error
      if (await isNameTaken(tx, { organizationId, name })) throw nameExists(name)
    }
  throw conflict(`Too many models are called like ${name}. Choose another name.`)
}

const mostTries = 20

/** Slugs like a name that lead nowhere, now or before, best first. */
async function freeSlugs(tx: Tx, organizationId: string, name: string): Promise<string[]> {
  const base = baseOf(name)
  const like = Array.from({ length: 1000 }, (_, at) => (at === 0 ? base : `${base}-${at + 1}`))
  const { rows } = await tx.execute<{ slug: string }>(
    sql`select slug from ${holdersOfSlugs(organizationId, like)} h`,
  )
  const taken = new Set(rows.map(({ slug }) => slug))
  return like.filter((slug) => !taken.has(slug)).slice(0, mostTries)
}

function baseOf(name: string): string {
  const slug = slugFrom(name)
    .replaceAll(/-{2,}/g, '-')
    .slice(0, 90)
    .replace(/[.-]+$/, '')
  if (slug === '') return 'model'
  return ModelSlug.safeParse(slug).success ? slug : `model-${slug}`
}
