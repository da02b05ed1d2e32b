import { ConfirmForm } from '@/components/confirm-form'
import type { MemberOption } from '@/components/member-field'
import { AccountForm } from '@/components/service-accounts/account-form'
import { HandAccountOver } from '@/components/service-accounts/hand-account-over'
import { NotAllowed } from '@/components/ui/empty'
import { Section } from '@/components/ui/section'
import { paths } from '@/lib/paths'
import type { ServiceAccount } from '@/lib/service-accounts/view'
import type { Ability } from '@/lib/view'
import * as actions from './actions'

interface AccountSettingsProps {
  org: string
  account: ServiceAccount
  may: Ability
  members: readonly MemberOption[]
}

/** What admins change of a service account: its name, who answers for it, and whether it goes on. */
export function AccountSettings({ org, account, may, members }: AccountSettingsProps) {
  const ref = { org, account: account.slug }
  if (!may.ok)
    return (
      <NotAllowed
        title="You cannot change this service account"
        reason={may.reason}
        whoCan="Admins of the organization make and disable service accounts, and give them roles."
        why={paths.why(org, 'service_account.update')}
      />
    )
  return (
    <>
      <Section title="Name and description">
        <AccountForm account={account} save={actions.edit.bind(null, ref)} />
      </Section>
      <Section title="Who answers for it">
        <HandAccountOver save={actions.handOver.bind(null, ref)} members={members} />
      </Section>
      <Section title="Disable">
        <ConfirmForm
          action={actions.disable.bind(null, ref)}
          label="Disable this service account"
          of={account.name}
          warning="Its tokens stop working at once and its roles go, for good. What it did stays on record, and its name is given to no other."
          confirm={`Disable ${account.name}`}
        />
      </Section>
    </>
  )
}
