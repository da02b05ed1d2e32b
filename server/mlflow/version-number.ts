import { invalid } from '@/lib/errors'

/** The number of a version, which clients send as text. Throws invalid, in MLflow's words, for any other. */
export function versionNumber(text: string): number {
  if (/^[+-]?\d{1,15}$/.test(text.trim())) return Number(text)
  throw invalid(`Parameter 'version' must be an integer, got '${text}'.`)
}
