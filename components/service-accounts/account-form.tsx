'use client'
import type { ServiceAccount } from '@/lib/service-accounts/view'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { MemberField, type MemberOption } from '../member-field'
import { NameField, SlugField } from '../name-fields'
import { Textarea } from '../ui/field'

interface AccountFormProps {
  /** Which is changed; null makes a new one. */
  account: Pick<ServiceAccount, 'name' | 'description'> | null
  /** Reads `name`, `description` and, of a new one, `slug` and `owner` from the form. */
  save: FormAction
  /** Who may answer for a new one. */
  members?: readonly MemberOption[]
  /** The address of who makes it. */
  self?: string | undefined
  cancelHref?: string
}

/** What a service account is called and is for, and who answers for it. */
export function AccountForm(props: AccountFormProps) {
  const { account, save, members = [], self, cancelHref } = props
  return (
    <ActionForm
      action={save}
      button={account ? 'Save' : 'Create service account'}
      {...(account ? { saved: 'Saved.' } : { kind: 'primary' as const })}
      {...(cancelHref ? { cancelHref } : {})}
      shown={['name', 'slug', 'description', 'owner']}
    >
      {(failure) => {
        const start = { name: '', description: '', slug: '', owner: self, ...account }
        const { name, slug, description, owner } = { ...start, ...failure?.values }
        const fields = failure?.fields ?? {}
        return (
          <>
            <NameField
              hint="The job or the service, such as Nightly training."
              defaultValue={name}
              error={fields.name}
            />
            {!account && (
              <>
                <SlugField
                  aside="optional"
                  hint="It never changes. Left out: made from the name."
                  defaultValue={slug}
                  error={fields.slug}
                />
                <MemberField
                  label="Who answers for it"
                  name="owner"
                  members={members}
                  hint="E-mail address of a member. They make its tokens, and whoever decides on what it registers must be somebody else."
                  defaultValue={owner}
                  error={fields.owner}
                />
              </>
            )}
            <Textarea
              label="Description"
              aside="optional"
              name="description"
              rows={2}
              defaultValue={description}
              error={fields.description}
            />
          </>
        )
      }}
    </ActionForm>
  )
}
