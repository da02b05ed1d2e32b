import { isDeepStrictEqual } from 'node:util'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { runTags } from '@/db/schema/tables'
import { invalid } from '../errors'
import { ingest } from '../ingest'
import { isNestedBeyond, maxNesting } from '../nesting'
import { storable } from '../storable'
import type { Json } from '../view'
import { findTrackedRun, requireActive, TrackedRunRef } from './find'

/** The tag in which clients of MLflow 2 find the models that a run logged, as a JSON list. */
export const historyTag = 'mlflow.log-model.history'

const needed = ['artifact_path', 'flavors', 'utc_time_created', 'run_id']
const kept = ['run_id', 'utc_time_created', 'artifact_path', 'model_uuid']
const longest = 1_000_000

/** Adds what an `MLmodel` file says to the models that a run has logged, as clients before MLflow 3 do. */
export const logModelFile = ingest({
  action: 'run.report',
  input: TrackedRunRef.extend({
    model: z
      .string()
      .refine(storable, 'It is no Unicode text.')
      .refine(
        (json) => !isNestedBeyond(maxNesting, json),
        `A model is nested at most ${maxNesting} levels deep.`,
      ),
  }),
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input }): Promise<null> {
    requireActive(subject)
    const { id: runId, organizationId } = subject.run
    const model = readModel(input.model)
    const ofRun = and(eq(runTags.runId, runId), eq(runTags.key, historyTag))
    const [held] = await tx.select({ value: runTags.value }).from(runTags).where(ofRun)
    const models = listIn(held?.value)
    // A client whose answer was lost sends it again.
    if (models.some((other) => isDeepStrictEqual(other, model))) return null
    const value = JSON.stringify([...models, model])
    if (value.length > longest)
      throw invalid(
        `What a run tells of its models has at most ${longest} characters, and this would make more.`,
      )
    await tx
      .insert(runTags)
      .values({ runId, organizationId, key: historyTag, value })
      .onConflictDoUpdate({ target: [runTags.runId, runTags.key], set: { value } })
    return null
  },
})

function readModel(text: string): Record<string, Json> {
  const model = parse(text)
  if (typeof model !== 'object' || model === null || Array.isArray(model))
    throw invalid(`Malformed model info. \n ${text.slice(0, 200)} \n is not a valid JSON.`)
  const missing = needed.filter((key) => !(key in model))
  if (missing.length > 0)
    throw invalid(`Model json is missing mandatory fields: {'${missing.join("', '")}'}`)
  const told = Object.entries(model).filter(([key]) => kept.includes(key))
  return { ...Object.fromEntries(told), flavors: withoutConfig(model.flavors ?? {}) }
}

/** The configuration of a flavor can hold what nobody should read in a tag. */
function withoutConfig(flavors: Json): Json {
  if (typeof flavors !== 'object' || flavors === null || Array.isArray(flavors)) return {}
  return Object.fromEntries(
    Object.entries(flavors).map(([name, flavor]) => {
      if (typeof flavor !== 'object' || flavor === null || Array.isArray(flavor))
        return [name, flavor]
      const { config: _, ...rest } = flavor
      return [name, rest]
    }),
  )
}

/** What the tag holds; a client may have written something else into it. */
function listIn(value: string | undefined): Json[] {
  const held = value === undefined ? null : parse(value)
  return Array.isArray(held) ? held : []
}

function parse(text: string): Json | undefined {
  if (isNestedBeyond(maxNesting, text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
