import type { Ability } from '@/lib/view'
import { MayLink } from '../may-link'
import { Section } from '../ui/section'

interface WebhooksSectionProps {
  kind: 'model' | 'project'
  may: Ability
  href: string
  why: string
}

/** The way from the settings of a thing to the webhooks that hear of it alone. */
export function WebhooksSection({ kind, may, href, why }: WebhooksSectionProps) {
  return (
    <Section title="Webhooks">
      <p className="max-w-[68ch] text-ink-2">
        Programs, chats and engines that are told what happens to this {kind}.
      </p>
      <div>
        <MayLink href={href} label={`Webhooks of this ${kind}`} may={may} why={why} />
      </div>
    </Section>
  )
}
