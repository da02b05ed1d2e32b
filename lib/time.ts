export const dayMs = 86_400_000
export const hourMs = 3_600_000

/** When the hour began in which a moment lies. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs)
}
