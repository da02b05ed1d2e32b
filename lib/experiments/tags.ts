import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { experiments, experimentTags } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Operation, Tx } from '../door'
import { notFound } from '../errors'
import { checkKey, checkLength } from '../tracking/names'
import { defaultExperiment, findExperiment, requireActive } from './find'
import { ensureExperiments } from './project'
import { ExperimentRef, type KeyValue, maxTagValue } from './view'

const NewTag = ExperimentRef.extend({ key: z.string(), value: z.string() })

/** Sets one tag of an experiment; `Default` is made for it where nothing was tracked yet. */
export const setExperimentTag: Operation<typeof NewTag, null> = Object.assign(
  async (ctx: Ctx, input: z.input<typeof NewTag>) => {
    if (input.experiment === defaultExperiment) await ensureExperiments(ctx, input)
    return setTag(ctx, input)
  },
  { action: 'experiment.update' as const, input: NewTag },
)

const setTag = command({
  action: 'experiment.update',
  input: NewTag,
  load: (tx, input, ctx) => findExperiment(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { experiment }, input: { key, value }, ctx }) {
    requireActive(experiment)
    tagsOf([{ key, value }])
    const [held] = await tx.select().from(experimentTags).where(tagOf(experiment.id, key))
    const { experimentId, key: byKey } = experimentTags
    await tx
      .insert(experimentTags)
      .values({ experimentId: experiment.id, key, value })
      .onConflictDoUpdate({ target: [experimentId, byKey], set: { value } })
    await touch(tx, ctx, experiment.id)
    const before = held ? { tag: { key, value: held.value } } : null
    return { result: null, change: { before, after: { tag: { key, value } } } }
  },
})

/** Takes a tag from an experiment. Throws not found where it has none of this key. */
export const deleteExperimentTag = command({
  action: 'experiment.update',
  input: ExperimentRef.extend({ key: z.string() }),
  load: (tx, input, ctx) => findExperiment(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { experiment }, input: { key }, ctx }) {
    requireActive(experiment)
    const [held] = await tx.delete(experimentTags).where(tagOf(experiment.id, key)).returning()
    if (!held) throw notFound(`No tag with name: ${key} in experiment with id ${experiment.number}`)
    await touch(tx, ctx, experiment.id)
    return {
      result: null,
      change: { before: { tag: { key, value: held.value } }, after: { tag: null } },
    }
  },
})

/** The tags by key, the last of each. Throws invalid for what is no tag of an experiment. */
export function tagsOf(tags: readonly KeyValue[]): KeyValue[] {
  for (const { key, value } of tags) {
    checkKey(key, 'key')
    checkLength(value, maxTagValue, 'value')
  }
  const byKey = new Map(tags.map(({ key, value }) => [key, value]))
  return [...byKey].map(([key, value]) => ({ key, value }))
}

export async function touch(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  await tx.update(experiments).set({ updatedAt: ctx.now() }).where(eq(experiments.id, id))
}

const tagOf = (experimentId: string, key: string) =>
  and(eq(experimentTags.experimentId, experimentId), eq(experimentTags.key, key))
