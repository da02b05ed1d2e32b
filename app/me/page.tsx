import type { Metadata } from 'next'
import { MembershipTable } from '@/components/membership-table'
import { PasswordForm } from '@/components/password-form'
import { SessionTable } from '@/components/session-table'
import { PageHeader } from '@/components/shell/page-header'
import { Section } from '@/components/ui/section'
import { me } from '@/lib/me'
import { paths } from '@/lib/paths'
import { minimumPasswordLength } from '@/lib/sessions/password'
import { listSessions } from '@/lib/sessions/session'
import { load } from '../load'
import { requireCtx } from '../session'
import { change, endSession } from './actions'

export const metadata: Metadata = { title: 'Account' }

export default async function MePage() {
  const ctx = await requireCtx(paths.me())
  const sessions = await load(() => listSessions(ctx))
  const { actor, memberships } = ctx
  const email = actor.kind === 'person' ? actor.email : ''
  return (
    <>
      <PageHeader title={actor.name} facts={email} />
      <div className="flex flex-col gap-8">
        <Section title="Organizations and roles">
          <MembershipTable
            memberships={memberships.map(({ slug }) => {
              const { organization, roles } = me(ctx, slug)
              return { ...organization, roles }
            })}
          />
        </Section>
        <Section title="Password">
          <PasswordForm
            change={change.bind(null, null)}
            email={email}
            least={minimumPasswordLength}
          />
        </Section>
        <Section title="Sessions">
          <SessionTable
            sessions={sessions}
            end={(id) => endSession.bind(null, id)}
            now={ctx.now()}
          />
        </Section>
      </div>
    </>
  )
}
