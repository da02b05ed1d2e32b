'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { setUp } from './actions'
import { untouched } from './form-state'
import { Refusal } from './refusal'
import { useRefusalFocus } from './use-refusal-focus'

/** The first visit: an organization, and the person who runs it. */
export function FirstRunForm({ minimumPasswordLength }: { minimumPasswordLength: number }) {
  const [state, action, busy] = useActionState(setUp, untouched)
  const form = useRefusalFocus(state)
  const { fields, values } = state
  return (
    <form ref={form} action={action} noValidate className="flex flex-col gap-4">
      <Refusal message={state.message} />
      <Field
        label="Organization"
        name="organization"
        autoComplete="organization"
        required
        defaultValue={values.organization}
        error={values.organization ? null : fields.name}
      />
      <Field
        label="Name in addresses"
        name="slug"
        aside="optional"
        hint="Lower-case letters, digits and dashes, such as acme. Made from the name above when left out."
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={values.slug}
        error={values.organization || values.slug ? fields.slug : null}
      />
      <Field
        label="Your name"
        name="name"
        autoComplete="name"
        required
        defaultValue={values.name}
        error={fields['admin.name']}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        defaultValue={values.email}
        error={fields['admin.email']}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        hint={`At least ${minimumPasswordLength} characters.`}
        autoComplete="new-password"
        required
        error={fields['admin.password']}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 font-strong">Do you work alone?</legend>
        <Choice value="no" chosen={values.alone !== 'yes'}>
          No. Someone else must approve what I register.
        </Choice>
        <Choice value="yes" chosen={values.alone === 'yes'}>
          Yes. I approve my own versions; the activity log says so.
        </Choice>
      </fieldset>
      <Button kind="primary" busy={busy} className="h-9 w-full">
        Set up the hub
      </Button>
    </form>
  )
}

function Choice({ value, chosen, children }: { value: string; chosen: boolean; children: string }) {
  return (
    <label className="flex items-start gap-2">
      <input
        type="radio"
        name="alone"
        value={value}
        defaultChecked={chosen}
        className="mt-0.5 size-4 shrink-0 accent-(--ink) pointer-coarse:size-6"
      />
      <span>{children}</span>
    </label>
  )
}
