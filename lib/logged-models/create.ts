import { z } from 'zod'
import { loggedModels } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { decide, type Operation, type Tx } from '../door'
import { forbidden, invalid } from '../errors'
import { findExperiment } from '../experiments/find'
import { ensureExperiments } from '../experiments/project'
import { ingest } from '../ingest'
import { ProjectRef } from '../projects/find'
import { storable } from '../storable'
import { findTrackedRun, requireActive } from '../tracking/find'
import { generatedName } from '../tracking/run-names'
import { type LoadedModel, loadLoggedModels } from './load'
import { keptTags } from './tags'
import { LoggedModelName, LoggedParams, LoggedTags, withParams, withTags } from './view'

const NewLoggedModel = ProjectRef.extend({
  experiment: z.int().min(0),
  name: LoggedModelName.optional(),
  type: z.string().max(500, 'A type has at most 500 characters.').refine(storable).default(''),
  run: z.string().max(100).optional().describe('The run that made it, by its 32 digits'),
  params: LoggedParams.default([]),
  tags: LoggedTags.default([]),
})

/**
 * Notes a model that a client has trained and is about to bring the files of; in a project without
 * experiments, `Default` is made first. Where a run made it, that is the caller's own.
 */
export const createLoggedModel: Operation<typeof NewLoggedModel, LoadedModel> = Object.assign(
  async (ctx: Ctx, input: z.input<typeof NewLoggedModel>) => {
    await ensureExperiments(ctx, input)
    return create(ctx, input)
  },
  { action: 'logged_model.create' as const, input: NewLoggedModel },
)

const create = ingest({
  action: 'logged_model.create',
  input: NewLoggedModel,
  load: (tx, input, ctx) => findExperiment(tx, ctx, input),

  async run({ tx, subject: { experiment }, input, ctx }): Promise<LoadedModel> {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('A model is logged by a person, or by a token of one.')
    if (experiment.deletedAt)
      throw invalid(
        `The experiment ${experiment.number} must be in the 'active' state. Restore it first.`,
      )
    const { organizationId } = experiment
    const id = ctx.newId()
    const at = ctx.now()
    await tx.insert(loggedModels).values({
      id,
      organizationId,
      experimentId: experiment.id,
      runId: await sourceRun(tx, ctx, input),
      name: input.name ?? generatedName(),
      modelType: input.type,
      status: 'PENDING',
      params: withParams({}, input.params),
      tags: keptTags(withTags({}, input.tags), []),
      createdBy,
      tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
      createdAt: at,
      updatedAt: at,
    })
    const [made] = await loadLoggedModels(tx, ctx, organizationId, [id])
    if (!made) throw new Error('The logged model just made was not found.')
    return made
  },
})

/** Else someone could make it look as if another's run had made their model. */
async function sourceRun(tx: Tx, ctx: Ctx, input: z.output<typeof NewLoggedModel>) {
  const { org, project, run } = input
  if (run === undefined) return null
  const target = await findTrackedRun(tx, ctx, { org, project, run })
  decide(ctx, 'run.report', target.access)
  requireActive(target)
  return target.run.id
}
