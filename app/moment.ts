import type { z } from 'zod'
import type { Ctx } from '@/lib/actor'
import { isAppError } from '@/lib/errors'
import { listInUse } from '@/lib/history/in-use'
import { requirePast } from '@/lib/history/moment'

const At = listInUse.input.shape.at

/** The moment that a page is asked about, or why it is none; without one, noon of the day before in UTC. */
export type AskedMoment = { at: Date; problem: string | null; asked: boolean }

type Asked = Record<string, string | string[] | undefined>

/** Reads `?at=`, or the day and the time of day that a form sends. */
export function momentOf(ctx: Ctx, asked: Asked): AskedMoment {
  const one = (name: string) => [asked[name]].flat()[0]?.trim() ?? ''
  const day = one('day')
  const text = one('at') || (day && `${day}T${one('time') || '00:00'}Z`)
  if (!text) return { at: yesterdayNoon(ctx.now()), problem: null, asked: false }
  const read: z.ZodSafeParseResult<Date> = At.safeParse(text)
  if (!read.success)
    return {
      at: yesterdayNoon(ctx.now()),
      problem: read.error.issues[0]?.message ?? '',
      asked: true,
    }
  try {
    requirePast(ctx, read.data)
    return { at: read.data, problem: null, asked: true }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { at: yesterdayNoon(ctx.now()), problem: error.fields?.at ?? error.message, asked: true }
  }
}

function yesterdayNoon(now: Date): Date {
  const noon = new Date(now)
  noon.setUTCDate(noon.getUTCDate() - 1)
  noon.setUTCHours(12, 0, 0, 0)
  return noon
}
