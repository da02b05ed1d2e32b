import type { MlflowLink } from '@/lib/paths'

/**
 * What the part of an address after `#` is about, as MLflow clients print it; null where that is a page of
 * MLflow's that the hub has none for, or the start. `#/experiments/0/runs/…`, `#/models/churn/versions/3`
 */
export function linkIn(hash: string): Omit<MlflowLink, 'project'> | null {
  const [path = ''] = hash.replace(/^#/, '').split('?')
  const [first, id, second, third] = path.split('/').filter(Boolean).map(decoded)
  if (first === 'experiments' && id !== undefined) {
    if (second === 'runs' && third !== undefined) return { experiment: id, run: third }
    if (second === 'models' && third !== undefined) return { experiment: id, candidate: third }
    return { experiment: id }
  }
  if (first === 'models' && id !== undefined)
    return second === 'versions' && third !== undefined
      ? { model: id, version: third }
      : { model: id }
  return first === 'models' ? { list: 'models' } : first === 'experiments' ? { list: first } : null
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
