import type { z } from 'zod'
import type { Ctx } from './actor'
import { type Operation, type Step, type Target, type WriteSpec, write } from './door'

export interface IngestSpec<I extends z.ZodType, S extends Target, R> extends WriteSpec<I, S> {
  run(step: Step<I, S>): Promise<R>
}

/**
 * The way into telemetry tables (metrics, logs, bytes, counters): authorized like a command, without an
 * event per row. The database refuses it any governed table. Refusals are recorded.
 */
export function ingest<I extends z.ZodType, S extends Target, R>(
  spec: IngestSpec<I, S, R>,
): Operation<I, R> {
  const run = (ctx: Ctx, raw: z.input<I>) => write(spec, ctx, raw, spec.run)
  return Object.assign(run, { action: spec.action, input: spec.input })
}
