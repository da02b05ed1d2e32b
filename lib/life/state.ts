import type { lives } from '@/db/schema/tables'

export type Life = (typeof lives)[number]

/** What every row with a life holds. */
export interface LifeRow {
  life: Life
  deletedAt: Date | null
  deletedBy: string | null
  purgedAt: Date | null
}

/** How long what is deleted can come back. */
export const keptDays = 30

export function restorableUntil(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + keptDays * 86_400_000)
}

/** `2026-03-03 10:05 UTC`, for sentences. */
export function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
