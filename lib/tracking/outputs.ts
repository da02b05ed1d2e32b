import { z } from 'zod'
import { runModels } from '@/db/schema/tables'
import { decide } from '../door'
import { ingest } from '../ingest'
import { loggedModelsIn } from '../logged-models/find'
import { findTrackedRun, requireActive, TrackedRunRef } from './find'

/** Notes the logged models that a tracked run made, each at a step; what was said of one first stays. */
export const logOutputs = ingest({
  action: 'run.report',
  input: TrackedRunRef.extend({
    models: z
      .array(z.object({ model: z.string().max(100), step: z.int().default(0) }))
      .max(1000, 'At most 1000 models.'),
  }),
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input),

  async run({ tx, subject, input, ctx }): Promise<null> {
    requireActive(subject)
    const { run, project, access } = subject
    const steps = new Map<string, number>()
    for (const { model, step } of input.models) if (!steps.has(model)) steps.set(model, step)
    const refs = [...steps.keys()]
    const models = await loggedModelsIn(tx, project.id, refs)
    // Another's model is nothing that one's own run has made.
    for (const { createdBy } of models)
      decide(ctx, 'logged_model.report', { ...access, ownerId: createdBy })
    const rows = models.map(({ id }, at) => ({
      runId: run.id,
      modelId: id,
      role: 'output' as const,
      step: steps.get(refs[at] ?? '') ?? 0,
    }))
    if (rows.length > 0) await tx.insert(runModels).values(rows).onConflictDoNothing()
    return null
  },
})
