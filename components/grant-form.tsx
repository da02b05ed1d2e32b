'use client'
import { useId } from 'react'
import type { GrantableRole } from '@/lib/grants/view'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import type { MemberOption } from './member-field'
import { Field, Select } from './ui/field'

const roles: readonly { value: GrantableRole; label: string }[] = [
  { value: 'reader', label: 'reader – reads' },
  { value: 'contributor', label: 'contributor – also registers and edits' },
  { value: 'maintainer', label: 'maintainer – also settings and aliases' },
  { value: 'approver', label: 'approver – approves and rejects' },
]

/** Who may be given a role, as the form offers them. */
export interface HolderOptions {
  members: readonly MemberOption[]
  teams: readonly { slug: string; name: string }[]
  serviceAccounts: readonly { slug: string; name: string }[]
}

interface GrantFormProps {
  /** Reads `holder` and `role` from the form: an e-mail address, `team:<slug>` or `account:<slug>`. */
  grant: FormAction
  holders: HolderOptions
}

/** Someone who is to have a role here: a member, a team or a service account. Needs no script. */
export function GrantForm({ grant, holders }: GrantFormProps) {
  const { members, teams, serviceAccounts } = holders
  const list = useId()
  return (
    <ActionForm
      action={grant}
      button="Give role"
      saved="Given. It holds from now on."
      shown={['person', 'team', 'serviceAccount', 'role']}
    >
      {(failure) => {
        const { fields = {} } = failure ?? {}
        return (
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <div>
              <Field
                label="Who"
                name="holder"
                list={list}
                required
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                hint="E-mail address of a member, team:<name> or account:<name>"
                defaultValue={failure?.values?.holder}
                error={fields.person ?? fields.team ?? fields.serviceAccount}
              />
              <datalist id={list}>
                {members.map(({ email, name }) => (
                  <option key={email} value={email}>
                    {name}
                  </option>
                ))}
                {teams.map(({ slug, name }) => (
                  <option key={slug} value={`team:${slug}`}>
                    {name}
                  </option>
                ))}
                {serviceAccounts.map(({ slug, name }) => (
                  <option key={slug} value={`account:${slug}`}>
                    {name}
                  </option>
                ))}
              </datalist>
            </div>
            <Select
              label="Role"
              name="role"
              options={roles}
              hint="Approvers are chosen by admins"
              defaultValue={failure?.values?.role ?? 'reader'}
              error={failure?.fields?.role}
            />
          </div>
        )
      }}
    </ActionForm>
  )
}
