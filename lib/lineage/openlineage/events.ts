import { z } from 'zod'
import type { Ctx } from '../../actor'
import { isDatabaseAway } from '../../door'
import { AppError, invalid, isAppError } from '../../errors'
import { log } from '../../log'
import { type EventSaid, readEvent } from './event'
import { reportLineage } from './report'

export const Reported = z
  .object({
    warnings: z
      .array(z.string())
      .describe('What of the event does not follow the specification or could not be linked'),
  })
  .meta({ id: 'LineageReported' })
export type Reported = z.infer<typeof Reported>

export const BatchReported = z
  .object({
    status: z.enum(['success', 'partial_success', 'failure']),
    summary: z.object({
      received: z.number().int(),
      successful: z.number().int(),
      failed: z.number().int(),
      retriable: z.number().int(),
      non_retriable: z.number().int(),
    }),
    failed_events: z.array(
      z.object({ index: z.number().int(), reason: z.string(), retriable: z.boolean() }),
    ),
  })
  .meta({ id: 'LineageBatchReported' })
export type BatchReported = z.infer<typeof BatchReported>
type Failed = BatchReported['failed_events'][number]

/** Takes one event. Throws `invalid` for what tells of no job, run or dataset. */
export async function reportEvent(ctx: Ctx, org: string, value: unknown): Promise<Reported> {
  const read = readEvent(value, ctx.now())
  // Who may not report is told that before what is wrong with the event.
  if (!read.ok) await reportLineage(ctx, { org, events: [] })
  if (!read.ok) throw invalid(read.message)
  const [warnings = []] = await reportLineage(ctx, { org, events: [read.event] })
  return { warnings }
}

export const mostEvents = 1000
const atOnce = 200

/** Takes many; one that cannot be taken does not keep the others out. */
export async function reportEvents(ctx: Ctx, org: string, values: unknown): Promise<BatchReported> {
  await reportLineage(ctx, { org, events: [] })
  if (!Array.isArray(values)) throw invalid('A batch is a JSON array of events.')
  if (values.length > mostEvents)
    throw new AppError('too_large', `A batch has at most ${mostEvents} events. Send several.`)
  const failed: Failed[] = []
  const read: { index: number; event: EventSaid }[] = []
  for (const [index, value] of values.entries()) {
    const one = readEvent(value, ctx.now())
    if (one.ok) read.push({ index, event: one.event })
    else failed.push({ index, reason: one.message, retriable: false })
  }
  for (let at = 0; at < read.length; at += atOnce)
    failed.push(...(await takeTogether(ctx, org, read.slice(at, at + atOnce))))
  return told(
    values.length,
    failed.sort((one, other) => one.index - other.index),
  )
}

type Numbered = { index: number; event: EventSaid }[]

/** In one transaction; where that fails, each in one of its own. */
async function takeTogether(ctx: Ctx, org: string, numbered: Numbered): Promise<Failed[]> {
  try {
    await reportLineage(ctx, { org, events: numbered.map(({ event }) => event) })
    return []
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    const [only] = numbered
    if (only && numbered.length === 1) return [failure(only.index, error)]
    const failed: Failed[] = []
    for (const one of numbered) failed.push(...(await takeTogether(ctx, org, [one])))
    return failed
  }
}

function failure(index: number, error: unknown): Failed {
  if (isAppError(error)) return { index, reason: error.message, retriable: false }
  log().error({ err: error }, 'an event of a batch could not be taken')
  return { index, reason: 'Something went wrong on our side.', retriable: true }
}

function told(received: number, failed: Failed[]): BatchReported {
  const retriable = failed.filter((one) => one.retriable).length
  const successful = received - failed.length
  return {
    status: failed.length === 0 ? 'success' : successful > 0 ? 'partial_success' : 'failure',
    summary: {
      received,
      successful,
      failed: failed.length,
      retriable,
      non_retriable: failed.length - retriable,
    },
    failed_events: failed,
  }
}
