import { findLoggedModel, LoggedModelRef } from '../logged-models/find'
import { query } from '../query'
import { findRegistered, RegisteredRef } from '../registered/find'
import { findTrackedRun, TrackedRunRef } from '../tracking/find'
import { VersionNumber } from '../versions/find'
import { rootOf } from './path'

/** Below which path the files of a run lie. */
export const rootOfRun = query({
  action: 'run.read',
  input: TrackedRunRef,
  load: (db, input, ctx) => findTrackedRun(db, ctx, input),
  run: async ({ subject: { experiment, run } }) =>
    rootOf({ kind: 'run', experiment: experiment.number, id: run.id }),
})

/** Below which path the files of a logged model lie. */
export const rootOfLoggedModel = query({
  action: 'logged_model.read',
  input: LoggedModelRef,
  load: (db, input, ctx) => findLoggedModel(db, ctx, input),
  run: async ({ subject: { experiment, model } }) =>
    rootOf({ kind: 'logged_model', experiment: experiment.number, id: model.id }),
})

/** Of a version of a model by its registered name, whether there is one or not. */
export const rootOfVersion = query({
  action: 'model.read',
  input: RegisteredRef.extend({ version: VersionNumber }),
  load: (db, input, ctx) => findRegistered(db, ctx, input),
  run: async ({ subject: { model }, input: { version } }) =>
    rootOf({ kind: 'version', modelId: model.id, number: version }),
})
