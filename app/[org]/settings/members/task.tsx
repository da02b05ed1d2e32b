import { ConfirmForm } from '@/components/confirm-form'
import { MemberForm } from '@/components/member-form'
import { MemberRolesForm } from '@/components/member-roles-form'
import { PasswordLinkForm } from '@/components/password-link-form'
import { SignOutForm } from '@/components/sign-out-form'
import { Section } from '@/components/ui/section'
import { WhatEnds } from '@/components/what-ends'
import type { Leaving } from '@/lib/members/leaving'
import type { Member } from '@/lib/members/view'
import { paths } from '@/lib/paths'
import { add, makeLink, remove, signOut, update } from './actions'

interface MemberTaskProps {
  org: string
  /** Who is changed; without one, somebody is added. */
  member: Member | undefined
  /** What ends when they are removed. */
  ends: Leaving | null
  signInUrl: string
}

/** The form above the list: a new member, or what one may do. */
export function MemberTask({ org, member, ends, signInUrl }: MemberTaskProps) {
  const listHref = paths.members(org)
  if (!member)
    return (
      <div className="mb-8">
        <Section title="Add a member">
          <MemberForm add={add.bind(null, { org })} signInUrl={signInUrl} doneHref={listHref} />
        </Section>
      </div>
    )
  const { id, name } = member
  return (
    <div className="mb-8">
      <Section title={`Roles of ${name}`}>
        <div className="flex max-w-xl flex-col gap-5">
          <MemberRolesForm
            key={id}
            member={member}
            update={update.bind(null, { org, id })}
            cancelHref={listHref}
          />
          <PasswordLinkForm
            make={makeLink.bind(null, { org, id })}
            name={name}
            doneHref={listHref}
          />
          <SignOutForm signOut={signOut.bind(null, { org, id })} name={name} />
          <ConfirmForm
            action={remove.bind(null, { org, id })}
            label="Remove from the organization"
            of={name}
            warning={<WhatEnds org={org} name={name} ends={ends} />}
            confirm={`Remove ${name}`}
          />
        </div>
      </Section>
    </div>
  )
}
