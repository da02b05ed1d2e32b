import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Alert, runOutputs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type Also, command } from '../command'
import type { Operation, Tx } from '../door'
import { isAppError } from '../errors'
import type { ManifestFile } from '../files/manifest'
import { query } from '../query'
import { storable } from '../storable'
import { JsonValue } from '../view'
import { closeRun, stopReports } from './close'
import { findRun, RunRef, type RunTarget } from './find'
import { madeBy, visibleUris } from './made'
import { type Registering, registerPlanned, registerPlannedData } from './register'
import { type Properties, planSidecars } from './sidecars'
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
    .describe('Properties of outputs, by path'),
})

/**
 * Ends a run. A completed one makes the versions and dataset versions that the properties of its outputs
 * ask for, all or none of each; what cannot be made becomes an alert, never a failure. Ending it again
 * the same way answers the same; another way is a conflict.
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
    const { metrics, params, refreshed } = await stopReports(tx, subject)
    const outputs = await outputsOf(tx, subject)
    const { sidecars, alerts } = sortOut(input.sidecars, outputs)
    await keepProperties(tx, subject, sidecars)
    const also: Also[] = []
    if (input.state === 'completed') {
      const step: Registering = { tx, ctx, target: subject, outputs, metrics, params }
      const plan = planSidecars(subject.organization.slug, sidecars)
      alerts.push(...plan.alerts)
      const steps = [
        ...plan.versions.map((one) => () => registerPlanned(step, one)),
        ...plan.datasetVersions.map((one) => () => registerPlannedData(step, one)),
      ]
      for (const register of steps) {
        const made = await register()
        if (made.alert) alerts.push(made.alert)
        else also.push(...made.also)
      }
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

async function outputsOf(tx: Tx, { run }: RunTarget): Promise<Map<string, ManifestFile>> {
  const { path: name, size, sha256 } = runOutputs
  const rows = await tx
    .select({ name, size, sha256 })
    .from(runOutputs)
    .where(eq(runOutputs.runId, run.id))
  return new Map(rows.map((row) => [row.name, row]))
}

/** Sidecars of outputs that exist and can be kept; an alert for each other one. */
function sortOut(given: Record<string, Properties>, outputs: Map<string, ManifestFile>) {
  const sidecars = new Map<string, Properties>()
  const alerts: Alert[] = []
  for (const [path, properties] of Object.entries(given)) {
    const file = path.slice(0, 300)
    if (!outputs.has(path))
      alerts.push({
        code: 'output_missing',
        message: `There are properties for ${file}, which the run did not upload.`,
      })
    else if (!storable(properties))
      alerts.push({
        code: 'properties_invalid',
        message: `The properties of ${file} hold a NUL or a character that is no Unicode.`,
      })
    else sidecars.set(path, properties)
  }
  return { sidecars, alerts }
}

async function keepProperties(
  tx: Tx,
  { run }: RunTarget,
  sidecars: Map<string, Properties>,
): Promise<void> {
  if (sidecars.size === 0) return
  const list = [...sidecars].map(([path, properties]) => ({ path, properties }))
  await tx.execute(sql`update run_outputs o set properties = w.properties
    from json_to_recordset(${JSON.stringify(list)}::json) as w(path text, properties jsonb)
    where o.run_id = ${run.id} and o.path = w.path`)
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
