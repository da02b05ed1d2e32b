import { dayMs } from '../time'

/** In so many days; empty, which the command refuses with a reason, for what is no such number. */
export function later(days: number): string {
  const at = new Date(Date.now() + days * dayMs)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

/** The models that a token is limited to; none named is no limit. */
export function chosen(models: string[]): string[] | null {
  return models.length > 0 ? models : null
}
