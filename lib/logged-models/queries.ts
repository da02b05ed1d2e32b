import { z } from 'zod'
import { query } from '../query'
import { findLoggedModel, LoggedModelRef } from './find'
import { type LoadedModel, loadLoggedModels } from './load'

/** One logged model; a deleted one only where that is asked for. */
export const getLoggedModel = query({
  action: 'logged_model.read',
  input: LoggedModelRef.extend({ allowDeleted: z.boolean().default(false) }),
  load: (db, input, ctx) => findLoggedModel(db, ctx, input, input),

  async run({ db, subject: { model }, ctx }): Promise<LoadedModel> {
    const [found] = await loadLoggedModels(db, ctx, model.organizationId, [model.id])
    if (!found) throw new Error('A logged model that was there is gone.')
    return found
  },
})
