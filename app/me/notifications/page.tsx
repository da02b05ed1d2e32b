import type { Metadata } from 'next'
import { ChoicesForm } from '@/components/inbox/choices-form'
import { PageHeader } from '@/components/shell/page-header'
import { Notice } from '@/components/ui/notice'
import { Section } from '@/components/ui/section'
import { env } from '@/lib/env'
import { listChoices } from '@/lib/notifications/choices'
import { paths } from '@/lib/paths'
import { load } from '../../load'
import { requireCtx } from '../../session'
import { choose } from './actions'

export const metadata: Metadata = { title: 'Notifications' }

export default async function NotificationsPage() {
  const ctx = await requireCtx(paths.notificationSettings())
  const chosen = await load(() => listChoices(ctx))
  const mails = env().smtp !== null
  const email = ctx.actor.kind === 'person' ? ctx.actor.email : ''
  return (
    <>
      <PageHeader
        title="Notifications"
        facts="What you are told of, and how."
        trail={[{ href: paths.me(), label: 'Account' }]}
      />
      <div className="flex flex-col gap-8">
        {mails ? (
          <p>
            Mails go to <span className="font-strong wrap-anywhere">{email}</span>, several that
            come together as one.
          </p>
        ) : (
          <Notice>
            This hub sends no mails. Whoever runs it sets HUB_SMTP_URL to change that; your inbox
            works without.
          </Notice>
        )}
        {chosen.map(({ organization, ways }) => (
          <Section key={organization.slug} title={organization.name}>
            <ChoicesForm
              ways={ways}
              mails={mails}
              choose={choose.bind(null, { org: organization.slug })}
            />
          </Section>
        ))}
      </div>
    </>
  )
}
