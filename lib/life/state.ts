import type { lives } from '@/db/schema/tables'
import { conflict } from '../errors'
import { dayMs } from '../time'
import type { Warning } from '../view'

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
  return new Date(deletedAt.getTime() + keptDays * dayMs)
}

/** Why something takes nothing new: it is out of use. Null for what is live. */
export function outOfUse(called: string, { life }: Pick<LifeRow, 'life'>): string | null {
  return life === 'live' ? null : `${called} is ${life}. Restore it first.`
}

/** Throws conflict for what is out of use. */
export function requireLive(called: string, row: Pick<LifeRow, 'life'>): void {
  const reason = outOfUse(called, row)
  if (reason) throw conflict(reason)
}

/** What a reader of something archived should know. */
export function archivedWarning(called: string): Warning {
  return { code: 'archived', message: `${called} is archived.` }
}

/** `2026-03-03 10:05 UTC`, for sentences. */
export function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
