import type { Ability } from '@/lib/view'
import { LockIcon } from './ui/icons'
import { TextLink } from './ui/text-link'
import { Tooltip } from './ui/tooltip'

export interface EditLinkProps {
  href: string
  may: Ability
  label?: string
}

/** The way to a form beside the title of a section; whoever may not take it reads why. */
export function EditLink({ href, may, label = 'Edit' }: EditLinkProps) {
  if (may.ok) return <TextLink href={href}>{label}</TextLink>
  return (
    <Tooltip text={may.reason} align="end">
      <span className="inline-flex items-center gap-1 text-ink-3">
        <LockIcon />
        {label}
      </span>
    </Tooltip>
  )
}
