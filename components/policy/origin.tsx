import { type PolicyOf, paths } from '@/lib/paths'
import type { Origin } from '@/lib/policies/effective'
import { TextLink } from '../ui/text-link'

export interface OriginPlace {
  org: string
  organizationName: string
  /** Whose policy is shown. */
  of: PolicyOf
}

/** Where a rule comes from, with the way there: "Acme, revision 3". */
export function OriginLink({ origin, place }: { origin: Origin; place: OriginPlace }) {
  const { scope, name, revision } = origin
  const { org, organizationName, of } = place
  if (scope === 'default' || name === null)
    return <span className="text-ink-2">What the hub ships with</span>
  const isOwn =
    scope === 'model'
      ? of.model !== undefined
      : scope === 'project'
        ? of.project === name
        : of.model === undefined && of.project === undefined
  if (isOwn) return <span className="font-strong">Set here, revision {revision}</span>
  const target = scope === 'project' ? { project: name } : {}
  return (
    <TextLink href={paths.policy(org, target)} quiet>
      <span className="wrap-anywhere">
        {scope === 'project' ? `Project ${name}` : organizationName}
      </span>
      , revision {revision}
    </TextLink>
  )
}
