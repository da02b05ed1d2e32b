import { z } from 'zod'
import type { Alert } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type Also, command } from '../command'
import type { Operation } from '../door'
import { isAppError } from '../errors'
import { query } from '../query'
import { JsonValue } from '../view'
import { closeRun, stopReports } from './close'
import { findRun, RunRef } from './find'
import { madeBy, visibleUris } from './made'
import { describedOutputs, sidecarsOf } from './properties'
import { movePlannedAliases, type Registered, type Registering, registerPlanned } from './register'
import { registerPlannedData } from './register-data'
import { type Plan, planSidecars } from './sidecars'
import type { Finished } from './view'

const maxAlerts = 200

const Finish = RunRef.extend({
  state: z.enum(['completed', 'error', 'stopped']),
  exitCode: z
    .int()
    .min(-(2 ** 31))
    .max(2 ** 31 - 1)
    .nullish(),
  sidecars: z
    .record(z.string(), z.record(z.string(), JsonValue))
    .default({})
    .describe('Properties of outputs by path, beside those that were sent before'),
  alerts: z
    .array(z.object({ code: z.string().min(1).max(100), message: z.string().min(1) }))
    .max(maxAlerts)
    .default([])
    .describe('What the runner found wrong, such as properties that it could not read'),
  register: z
    .boolean()
    .default(true)
    .describe('Without it nothing is made of what the properties ask for; they are kept'),
})

/**
 * Ends a run. A completed one makes the versions and dataset versions that the properties of its outputs
 * ask for, all or none of each, and moves the aliases; what cannot be made becomes an alert, never a
 * failure. Ending it again the same way answers the same; another way is a conflict.
 */
export const finishRun: Operation<typeof Finish, Finished> = Object.assign(
  async (ctx: Ctx, input: z.input<typeof Finish>) => {
    try {
      return await finish(ctx, input)
    } catch (error) {
      const before = isAppError(error) && error.code === 'run_finished' && error.details?.state
      if (!before || before !== input.state) throw error
      return await getFinished(ctx, input)
    }
  },
  { action: 'run.finish' as const, input: Finish },
)

const finish = command({
  action: 'run.finish',
  input: Finish,
  load: (tx, input, ctx) => findRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { metrics, params, refreshed } = await stopReports(tx, ctx, subject)
    const { outputs, alerts: unread } = await describedOutputs(tx, subject, input.sidecars)
    const alerts = [...input.alerts, ...unread]
    const also: Also[] = []
    if (input.state === 'completed' && input.register) {
      const plan = planSidecars(subject.organization.slug, sidecarsOf(outputs))
      const made = await registerAll({ tx, ctx, target: subject, outputs, metrics, params }, plan)
      alerts.push(...plan.alerts, ...made.alerts)
      also.push(...made.also)
    }
    const end = { state: input.state, exitCode: input.exitCode ?? null, alerts: kept(alerts) }
    const told = await closeRun(tx, ctx, subject, end)
    const made = await madeBy(tx, ctx, subject.run)
    const updated = made.versions.filter(({ id }) => refreshed.includes(id))
    const after = {
      state: end.state,
      exitCode: end.exitCode,
      versions: made.versions.map(({ uri }) => uri),
      updated: updated.map(({ uri }) => uri),
      datasets: made.datasets,
      alerts: [...new Set(told.map(({ code }) => code))],
    }
    return {
      result: { versions: visibleUris(made), datasets: made.datasets, alerts: told },
      change: { before: { state: subject.run.state }, after },
      also,
    }
  },
})

/** What ending a run answered, once more. */
const getFinished = query({
  action: 'run.read',
  input: RunRef,
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject: { run }, ctx }): Promise<Finished> {
    const made = await madeBy(db, ctx, run)
    return { versions: visibleUris(made), datasets: made.datasets, alerts: run.alerts }
  },
})

/** Does what the properties of the outputs ask for, in an order that two runs have in common. */
async function registerAll(step: Registering, plan: Plan): Promise<Registered> {
  const steps = [
    ...plan.versions.map((one) => () => registerPlanned(step, one)),
    ...plan.datasetVersions.map((one) => () => registerPlannedData(step, one)),
    () => movePlannedAliases(step, plan.aliases),
  ]
  const all: Registered = { also: [], alerts: [] }
  for (const register of steps) {
    const { also, alerts } = await register()
    all.also.push(...also)
    all.alerts.push(...alerts)
  }
  return all
}

/** As many alerts as anyone reads, in text that can be kept, and how many more there were. */
function kept(alerts: Alert[]): Alert[] {
  const rest = alerts.length - maxAlerts + 1
  const more = { code: 'more_alerts', message: `There were ${rest} more alerts.` }
  const shown = alerts.length <= maxAlerts ? alerts : [...alerts.slice(0, maxAlerts - 1), more]
  return shown.map(({ code, message }) => ({
    code,
    message: message.slice(0, 1000).replaceAll('\0', '').toWellFormed(),
  }))
}
