import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { loggedModels } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { notFound } from '../errors'
import { ingest } from '../ingest'
import { storable } from '../storable'
import { findLoggedModel, LoggedModelRef, type LoggedModelTarget } from './find'
import { type LoadedModel, loadLoggedModels } from './load'
import { keptTags } from './tags'
import { LoggedParams, LoggedTags, withParams, withTags } from './view'

const locked = (tx: Tx, input: LoggedModelRef, ctx: Ctx) =>
  findLoggedModel(tx, ctx, input, { lock: true })

/** Says that the files of a logged model are all there, or that bringing them failed. */
export const finalizeLoggedModel = ingest({
  action: 'logged_model.report',
  input: LoggedModelRef.extend({
    status: z.enum(['READY', 'UPLOAD_FAILED']),
    message: z.string().max(1000).refine(storable).optional(),
  }),
  load: locked,

  async run({ tx, subject, input, ctx }): Promise<LoadedModel> {
    const { status, message = null } = input
    await change(tx, ctx, subject, { status, statusMessage: message })
    return loaded(tx, ctx, subject)
  },
})

export const tagLoggedModel = ingest({
  action: 'logged_model.report',
  input: LoggedModelRef.extend({ tags: LoggedTags }),
  load: locked,

  async run({ tx, subject, input, ctx }): Promise<null> {
    const { registrations } = await loaded(tx, ctx, subject)
    const tags = withTags(subject.model.tags, input.tags)
    await change(tx, ctx, subject, { tags: keptTags(tags, registrations) })
    return null
  },
})

/** Takes a tag off. Throws not found where there is none of this key. */
export const untagLoggedModel = ingest({
  action: 'logged_model.report',
  input: LoggedModelRef.extend({ key: z.string().max(1000) }),
  load: locked,

  async run({ tx, subject, input, ctx }): Promise<null> {
    const { [input.key]: held, ...tags } = subject.model.tags
    if (held === undefined)
      throw notFound(`No tag with key '${input.key}' found for model with ID '${input.model}'.`)
    await change(tx, ctx, subject, { tags })
    return null
  },
})

/** Adds parameters to a logged model; those that are there keep their values. */
export const logModelParams = ingest({
  action: 'logged_model.report',
  input: LoggedModelRef.extend({ params: LoggedParams }),
  load: locked,

  async run({ tx, subject, input, ctx }): Promise<null> {
    await change(tx, ctx, subject, { params: withParams(subject.model.params, input.params) })
    return null
  },
})

/** Hides a logged model; the versions registered of it and the runs that took it keep leading to it. */
export const deleteLoggedModel = ingest({
  action: 'logged_model.report',
  input: LoggedModelRef,
  load: (tx, input, ctx) => findLoggedModel(tx, ctx, input, { lock: true, allowDeleted: true }),

  async run({ tx, subject, ctx }): Promise<null> {
    if (!subject.model.deletedAt) await change(tx, ctx, subject, { deletedAt: ctx.now() })
    return null
  },
})

type Changed = Partial<typeof loggedModels.$inferInsert>

async function change(tx: Tx, ctx: Ctx, { model }: LoggedModelTarget, changed: Changed) {
  await tx
    .update(loggedModels)
    .set({ ...changed, updatedAt: ctx.now() })
    .where(eq(loggedModels.id, model.id))
}

async function loaded(tx: Tx, ctx: Ctx, { model }: LoggedModelTarget): Promise<LoadedModel> {
  const [found] = await loadLoggedModels(tx, ctx, model.organizationId, [model.id])
  if (!found) throw new Error('A logged model that was there is gone.')
  return found
}
