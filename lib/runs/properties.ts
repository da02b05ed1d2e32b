import { asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Alert, runOutputs } from '@/db/schema/tables'
import type { Tx } from '../door'
import { AppError, notFound } from '../errors'
import { ingest } from '../ingest'
import { storable } from '../storable'
import { JsonValue } from '../view'
import { findRun, RunRef, type RunTarget } from './find'
import { heartbeat } from './heartbeat'
import type { RunFile } from './register'
import type { Properties } from './sidecars'

const maxBytes = 64 * 1024 * 1024

const PropertiesByPath = z
  .record(z.string(), z.record(z.string(), JsonValue))
  .describe('Properties by path of the output; of one key the last that was said counts')

/**
 * Adds to the properties of outputs that are there, for runs whose properties do not fit into one request.
 * What they ask for is done when the run finishes. Throws not found naming files that are not there.
 */
export const describeOutputs = ingest({
  action: 'run.report',
  input: RunRef.extend({ files: PropertiesByPath }),
  load: (tx, input, ctx) => findRun(tx, ctx, input),

  async run({ tx, subject, input, ctx }) {
    await heartbeat(tx, ctx, subject)
    const given = new Map(Object.entries(input.files))
    const missing = await missingOutputs(tx, subject, [...given.keys()])
    if (missing.length > 0)
      throw notFound(`${subject.uri} has no file ${missing[0]?.slice(0, 300)}. Record it first.`, {
        details: { missing },
      })
    await keepProperties(tx, subject, given)
    await requireRoom(tx, subject)
    return null
  },
})

/** The outputs of a run with all that was said of them, what is given now too, which is kept. */
export async function describedOutputs(
  tx: Tx,
  target: RunTarget,
  given: Record<string, Properties>,
): Promise<{ outputs: Map<string, RunFile>; alerts: Alert[] }> {
  const outputs = await outputsOf(tx, target)
  const { sidecars, alerts } = sortOut(given, outputs)
  await keepProperties(tx, target, sidecars)
  for (const [path, properties] of sidecars) {
    const output = outputs.get(path)
    if (output)
      outputs.set(path, { ...output, properties: { ...output.properties, ...properties } })
  }
  return { outputs, alerts }
}

/** What was said of each output of which something was. */
export function sidecarsOf(outputs: ReadonlyMap<string, RunFile>): Map<string, Properties> {
  const sidecars = new Map<string, Properties>()
  for (const [path, { properties = {} }] of outputs)
    if (Object.keys(properties).length > 0) sidecars.set(path, properties)
  return sidecars
}

/** Finishing a run and looking at it read all properties at once. */
async function requireRoom(tx: Tx, { run }: RunTarget): Promise<void> {
  const { rows } = await tx.execute<{ bytes: number }>(sql`
    select coalesce(sum(octet_length(properties::text)), 0)::float8 as bytes
    from run_outputs where run_id = ${run.id} and properties <> '{}'`)
  if ((rows[0]?.bytes ?? 0) > maxBytes)
    throw new AppError(
      'too_large',
      'The properties of the files of a run are at most 64 MiB of JSON together. Put what is larger into a file.',
    )
}

/** Which of these are no outputs of the run; the first hundred. */
async function missingOutputs(tx: Tx, { run }: RunTarget, paths: string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ path: string }>(sql`
    select w.path from json_array_elements_text(${JSON.stringify(paths)}::json) as w(path)
    where not exists (select 1 from run_outputs o where o.run_id = ${run.id} and o.path = w.path)
    limit 100`)
  return rows.map(({ path }) => path)
}

async function outputsOf(tx: Tx, { run }: RunTarget): Promise<Map<string, RunFile>> {
  const { path: name, size, sha256, id: datum, properties } = runOutputs
  const rows = await tx
    .select({ name, size, sha256, datum, properties })
    .from(runOutputs)
    .where(eq(runOutputs.runId, run.id))
    .orderBy(asc(name))
  return new Map(rows.map((row) => [row.name, row]))
}

/** Sidecars of outputs that exist and can be kept; an alert for each other one. */
function sortOut(given: Record<string, Properties>, outputs: Map<string, RunFile>) {
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
  sidecars: ReadonlyMap<string, Properties>,
): Promise<void> {
  if (sidecars.size === 0) return
  const list = [...sidecars].map(([path, properties]) => ({ path, properties }))
  await tx.execute(sql`update run_outputs o set properties = o.properties || w.properties
    from json_to_recordset(${JSON.stringify(list)}::json) as w(path text, properties jsonb)
    where o.run_id = ${run.id} and o.path = w.path`)
}
