import type { Ability } from '@/lib/view'
import { Button, ButtonLink } from './ui/button'
import type { ButtonKind } from './ui/button-class'

interface MayLinkProps {
  href: string
  label: string
  may: Ability
  /** By `paths.why()`. */
  why: string
  kind?: ButtonKind
}

/** The way to a form, or a button that says why it is closed. */
export function MayLink({ href, label, may, why, kind = 'quiet' }: MayLinkProps) {
  return may.ok ? (
    <ButtonLink href={href} kind={kind}>
      {label}
    </ButtonLink>
  ) : (
    <Button disabledReason={may.reason} why={why}>
      {label}
    </Button>
  )
}
