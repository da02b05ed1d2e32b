import { paths } from '@/lib/paths'
import type { Webhook } from '@/lib/webhooks/view'
import { TextLink } from '../ui/text-link'

/** What a webhook hears of: everything, a project or a model. */
export function Scope({ org, scope }: { org: string } & Pick<Webhook, 'scope'>) {
  const { kind, name } = scope
  if (kind === 'organization') return 'Everything'
  const href = kind === 'model' ? paths.model(org, name) : paths.project(org, name)
  return (
    <>
      {kind === 'model' ? 'Model ' : 'Project '}
      <TextLink href={href} className="wrap-anywhere">
        {name}
      </TextLink>
    </>
  )
}
