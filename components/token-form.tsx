'use client'
import { useActionState } from 'react'
import type { NewToken, Token } from '@/lib/tokens/view'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { HandOver } from './hand-over'
import { Snippet } from './snippets'
import { Button, ButtonLink } from './ui/button'
import { Field, FieldError, Select } from './ui/field'
import { Option } from './ui/option'
import { useFailureFocus } from './use-failure-focus'

type Scope = Token['scopes'][number]

const meaning = {
  read: 'reads and downloads',
  write: 'registers versions and datasets, runs jobs, edits',
  decide: 'approves and rejects versions',
  admin: 'gives roles, changes owners and manages members, where you may',
} as const satisfies Record<Scope, string>

const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
]

interface TokenFormProps {
  /** Reads `name`, `days`, `models` and a field per scope from the form. */
  create: FormAction<NewToken>
  /** Those that the maker's roles can use. */
  scopes: readonly Scope[]
  baseUrl: string
  doneHref: string
}

/** A new token: what it is for, what it may do, for how long; then its secret, once. */
export function TokenForm({ create, scopes, baseUrl, doneHref }: TokenFormProps) {
  const [result, submit, busy] = useActionState(create, null)
  const form = useFailureFocus(result)
  if (result?.ok) return <Made token={result.value} baseUrl={baseUrl} doneHref={doneHref} />
  const { fields = {}, values = firstValues(scopes) } = result ?? {}
  const modelError = Object.entries(fields).find(([field]) => /^models(\.|$)/.test(field))?.[1]
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(result)}
      ref={form}
      action={submit}
      noValidate
      className="flex max-w-xl flex-col gap-5"
    >
      <FormFailure failure={result} shown={Object.keys(fields)} />
      <Field
        label="Name"
        name="name"
        hint="What it is for, such as the machine or the job that will use it."
        autoComplete="off"
        required
        defaultValue={values.name}
        error={fields.name}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-strong">Scopes</legend>
        {scopes.map((scope) => (
          <Option
            key={scope}
            type="checkbox"
            name={scope}
            value="yes"
            label={scope}
            says={meaning[scope]}
            defaultChecked={values[scope] === 'yes'}
          />
        ))}
        {fields.scopes && (
          <div tabIndex={-1} data-failure="" className="outline-none">
            <FieldError id="scopes-error">{fields.scopes}</FieldError>
          </div>
        )}
      </fieldset>
      <Select
        label="Expires after"
        name="days"
        options={lifetimes}
        defaultValue={values.days}
        error={fields.expiresAt}
      />
      <Field
        label="Only these models"
        aside="optional"
        name="models"
        hint="Slugs, separated by spaces or commas. Left out: all that you may see."
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={values.models}
        error={modelError}
      />
      <div className="flex gap-2">
        <Button kind="primary" busy={busy}>
          Create token
        </Button>
        <ButtonLink href={doneHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}

function firstValues(scopes: readonly Scope[]): Record<string, string | undefined> {
  return { days: '90', ...(scopes.includes('read') ? { read: 'yes' } : {}) }
}

function Made({
  token,
  baseUrl,
  doneHref,
}: { token: NewToken } & Pick<TokenFormProps, 'baseUrl' | 'doneHref'>) {
  const { name, secret } = token
  return (
    <HandOver
      title={`The token ${name} is made`}
      says="Copy it now. It is shown here once and kept nowhere."
      secret={secret}
      what="the token"
      doneHref={doneHref}
    >
      <p>To use it with the CLI, sign in and paste it when asked:</p>
      <Snippet code={`hub login ${baseUrl}`} what="the command" />
      <p>
        In a job, set HUB_URL to <code className="font-mono">{baseUrl}</code> and HUB_TOKEN, as a
        secret, to the token.
      </p>
    </HandOver>
  )
}
