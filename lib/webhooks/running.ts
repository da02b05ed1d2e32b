import { conflict } from '../errors'
import type { WebhookRow } from './find'

/** Throws conflict for a webhook that takes nothing. */
export function requireRunning({ name, pausedAt }: Pick<WebhookRow, 'name' | 'pausedAt'>): void {
  if (pausedAt) throw conflict(`${name} is paused, so nothing is sent to it. Resume it first.`)
}
