import type { Ability } from '@/lib/view'
import { LockIcon } from './ui/icons'
import { TextLink } from './ui/text-link'
import { Tooltip } from './ui/tooltip'
import { WhyNot } from './why-not'

export interface EditLinkProps {
  href: string
  may: Ability
  /** By `paths.why()`. */
  why: string
  label?: string
}

/** The way to a form beside the title of a section; whoever may not take it reads why. */
export function EditLink({ href, may, why, label = 'Edit' }: EditLinkProps) {
  if (may.ok) return <TextLink href={href}>{label}</TextLink>
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3">
      <Tooltip text={may.reason} align="end">
        <span className="inline-flex items-center gap-1 text-ink-3">
          <LockIcon />
          {label}
        </span>
      </Tooltip>
      <WhyNot href={why} />
    </span>
  )
}
