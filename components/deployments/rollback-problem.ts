import type { Revision } from '@/lib/deployments/view'
import type { Ability } from '@/lib/view'

interface Standing {
  revision: Pick<Revision, 'variants' | 'hidden'>
  may: Ability
  archived: boolean
}

/** Why an earlier revision cannot be put in force again now; null where it can. */
export function rollbackProblem({ revision, may, archived }: Standing): string | null {
  if (!may.ok) return may.reason
  if (archived) return 'The deployment is archived. Restore it first.'
  const { variants, hidden } = revision
  if (hidden > 0) return 'It has versions of models that you may not see.'
  if (variants.length === 0)
    return 'It served nothing. To serve nothing again, stop the deployment.'
  for (const { model, version, state, life, unapproved } of variants) {
    const called = `v${version} of ${model}`
    if (life !== 'live') return `${called} is ${life} by now.`
    if (state === 'rejected') return `${called} is rejected by now.`
    // A policy may let what waits serve; the command looks again.
    if (state === 'pending' && !unapproved) return `${called} is not approved any more.`
  }
  return null
}
