import type { ReactNode } from 'react'
import type { Approval } from '@/lib/versions/view'
import { AlertIcon, ArchiveIcon, CloseIcon } from './ui/icons'

/** Archived or deleted; what is live says nothing. */
export function LifeBadge({ life }: { life: 'live' | 'archived' | 'deleted' }) {
  if (life === 'archived') return <Badge icon={<ArchiveIcon />}>Archived</Badge>
  if (life === 'deleted') return <Badge icon={<CloseIcon />}>Deleted</Badge>
  return null
}

/** What a decision was based on has changed since. */
export function StaleBadge() {
  return <Badge icon={<AlertIcon className="text-pending" />}>Stale</Badge>
}

/** An approval that has run out. */
export function ExpiredBadge() {
  return <Badge icon={<AlertIcon className="text-pending" />}>Expired</Badge>
}

/** An admin let the policy give way: loud, wherever the approval stands. */
export function OverrideBadge() {
  return <Badge icon={<AlertIcon className="text-rejected" />}>Approved by override</Badge>
}

/** What an approval or rejection is worth now, where that is not all that its word says. */
export function ApprovalBadges({ approval }: { approval: Approval }) {
  const { override, stale, expired } = approval
  return (
    <>
      {override && <OverrideBadge />}
      {stale && <StaleBadge />}
      {expired && <ExpiredBadge />}
    </>
  )
}

function Badge({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex h-5 items-center gap-1 rounded-sm border border-line-strong pr-1.5 pl-1 align-middle leading-4 whitespace-nowrap text-ink-2">
      {icon}
      {children}
    </span>
  )
}
