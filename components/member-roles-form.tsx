'use client'
import { useActionState } from 'react'
import type { Member } from '@/lib/members/view'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { rolesSent } from './role-choices'
import { RoleFields } from './role-fields'
import { Button, ButtonLink } from './ui/button'
import { useFailureFocus } from './use-failure-focus'

interface MemberRolesFormProps {
  member: Pick<Member, 'roles'>
  /** Reads `step`, `approver` and `auditor` from the form. */
  update: FormAction
  cancelHref: string
}

/** What a member may do, to be changed. */
export function MemberRolesForm({ member, update, cancelHref }: MemberRolesFormProps) {
  const [result, submit, busy] = useActionState(update, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(result)
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      className="flex max-w-xl flex-col gap-5"
    >
      <FormFailure failure={failure} shown={['roles']} />
      <RoleFields
        held={failure?.values ? rolesSent(failure.values) : member.roles}
        error={failure?.fields?.roles}
      />
      <div className="flex gap-2">
        <Button kind="primary" busy={busy}>
          Save roles
        </Button>
        <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}
