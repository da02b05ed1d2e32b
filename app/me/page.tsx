import type { Metadata } from 'next'
import { ConfirmForm } from '@/components/confirm-form'
import { KeyList } from '@/components/keys/key-list'
import { KeySwitch } from '@/components/keys/key-switch'
import { MembershipTable } from '@/components/membership-table'
import { OwnTokens } from '@/components/own-tokens'
import { PasswordForm } from '@/components/password-form'
import { PersonNameForm } from '@/components/person-name-form'
import { SessionTable } from '@/components/session-table'
import { PageHeader } from '@/components/shell/page-header'
import { Time } from '@/components/time'
import { Notice } from '@/components/ui/notice'
import { Section } from '@/components/ui/section'
import { env } from '@/lib/env'
import { waysIn } from '@/lib/identities/queries'
import { me } from '@/lib/me'
import { paths } from '@/lib/paths'
import { minimumPasswordLength } from '@/lib/sessions/password'
import { listSessions } from '@/lib/sessions/session'
import { listOwnTokens } from '@/lib/tokens/queries'
import { setKeys } from '../keys/actions'
import { keysAreOn } from '../keys/keys'
import { load } from '../load'
import { requireCtx } from '../session'
import { failure } from '../sign-in/failure'
import { ProviderForm } from '../sign-in/provider-form'
import { change, endOtherSessions, endSession, rename, revokeToken } from './actions'

export const metadata: Metadata = { title: 'Account' }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function MePage({ searchParams }: Props) {
  const message = failure((await searchParams).error)
  const ctx = await requireCtx(paths.me())
  const [sessions, tokens, ways] = await Promise.all([
    load(() => listSessions(ctx)),
    load(() => listOwnTokens(ctx)),
    load(() => waysIn(ctx)),
  ])
  const { oidc } = env()
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
        <Section title="Name">
          <PersonNameForm name={actor.name} save={rename.bind(null, null)} />
        </Section>
        <Section title="Password">
          {ways.password ? (
            <PasswordForm
              change={change.bind(null, null)}
              email={email}
              least={minimumPasswordLength}
            />
          ) : (
            <p>
              You have no password: you sign in by your provider. An admin of your organization can
              make a link by which you set one.
            </p>
          )}
        </Section>
        {oidc && (
          <Section title="Sign-in provider">
            {ways.providers.length > 0 ? (
              <p>
                {oidc.name} vouches for you since{' '}
                <Time at={ways.providers[0]?.since ?? ''} now={ctx.now()} />.
              </p>
            ) : (
              <div className="flex max-w-sm flex-col gap-2">
                {message && <Notice kind="error">{message}</Notice>}
                <p>Connect it here, and your password and tokens stay as they are.</p>
                <ProviderForm name={oidc.name} next={paths.me()} label={`Connect ${oidc.name}`} />
              </div>
            )}
          </Section>
        )}
        <Section title="Sessions">
          <SessionTable
            sessions={sessions}
            end={(id) => endSession.bind(null, id)}
            now={ctx.now()}
          />
          {sessions.length > 1 && (
            <ConfirmForm
              action={endOtherSessions}
              label="End all other sessions"
              of=""
              warning="Whoever uses them has to sign in again. This one goes on."
              confirm="End other sessions"
            />
          )}
        </Section>
        <Section title={<span id="keys">Keys</span>}>
          <KeyList />
          <KeySwitch on={await keysAreOn()} setKeys={setKeys} />
        </Section>
        <Section title="Tokens">
          <OwnTokens
            organizations={memberships.map(({ slug, name }) => ({
              slug,
              name,
              tokens: tokens.filter(({ org }) => org === slug),
            }))}
            revoke={(org, id) => revokeToken.bind(null, { org, id })}
            now={ctx.now()}
          />
        </Section>
      </div>
    </>
  )
}
