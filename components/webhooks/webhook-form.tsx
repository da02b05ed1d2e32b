'use client'
import { useActionState } from 'react'
import type { Webhook, WebhookSecret } from '@/lib/webhooks/view'
import type { FormAction } from '../action-result'
import { FormFailure } from '../form-failure'
import { Button, ButtonLink } from '../ui/button'
import { Field, FieldError } from '../ui/field'
import { Option } from '../ui/option'
import { useFailureFocus } from '../use-failure-focus'
import { SecretHandOver } from './secret-hand-over'

const formats = {
  cloudevents: { label: 'CloudEvent', says: 'for programs: the event as JSON' },
  slack: { label: 'Slack message', says: 'for an incoming webhook of Slack' },
  github: { label: 'GitHub repository dispatch', says: 'starts a workflow of GitHub Actions' },
} as const satisfies Record<Webhook['format'], unknown>

interface WebhookFormProps {
  /** Reads `name`, `url`, `format`, `eventType`, a field for each event and the authorization. */
  save: FormAction<WebhookSecret | undefined>
  /** What is changed; null for a new one. */
  webhook: Webhook | null
  /** What may be heard of, each with what it means. */
  events: readonly (readonly [name: string, says: string])[]
  cancelHref: string
  /** Where the page of the new one is. */
  hrefOf: string
}

/** Where events go and which; for a new webhook then its secret, once. */
export function WebhookForm({ save, webhook, events, cancelHref, hrefOf }: WebhookFormProps) {
  const [result, submit, busy] = useActionState(save, null)
  const form = useFailureFocus(result)
  if (result?.ok && result.value)
    return (
      <SecretHandOver
        title={`The webhook ${result.value.name} is made`}
        secret={result.value.secret}
        doneHref={`${hrefOf}/${result.value.id}`}
      />
    )
  const failure = result && !result.ok ? result : null
  const { fields = {}, values = valuesOf(webhook) } = failure ?? {}
  const eventsError = Object.entries(fields).find(([field]) => /^events(\.|$)/.test(field))?.[1]
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      className="flex max-w-2xl flex-col gap-5"
    >
      <FormFailure failure={failure} shown={Object.keys(fields)} />
      <Field
        label="Name"
        name="name"
        hint="What it is for, such as the channel or the job that it starts."
        autoComplete="off"
        required
        defaultValue={values.name}
        error={fields.name}
      />
      <Field
        label="Address"
        name="url"
        type="url"
        hint="Each event is sent there by POST."
        placeholder="https://ci.example.com/hooks"
        autoComplete="off"
        spellCheck={false}
        required
        defaultValue={values.url}
        error={fields.url}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-strong">Format</legend>
        {Object.entries(formats).map(([format, { label, says }]) => (
          <Option
            key={format}
            type="radio"
            name="format"
            value={format}
            label={label}
            says={says}
            defaultChecked={values.format === format}
          />
        ))}
        {fields.format && <FieldError id="format-error">{fields.format}</FieldError>}
      </fieldset>
      <Field
        label="Event type"
        aside="GitHub alone, optional"
        name="eventType"
        hint="The word that the workflow waits for. Left out: the name of the event."
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        defaultValue={values.eventType}
        error={fields.eventType}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-strong">Events</legend>
        <p className="-mt-2 text-ink-2">None chosen: all of them.</p>
        {events.map(([name, says]) => (
          <Option
            key={name}
            type="checkbox"
            name={`event:${name}`}
            value="yes"
            label={name}
            says={says}
            defaultChecked={values[`event:${name}`] === 'yes'}
          />
        ))}
        {eventsError && (
          <div tabIndex={-1} data-failure="" className="outline-none">
            <FieldError id="events-error">{eventsError}</FieldError>
          </div>
        )}
      </fieldset>
      <Field
        label="Authorization"
        aside="optional"
        // No browser keeps it, and a refused form does not hand it back.
        name="authorization-password"
        type="password"
        autoComplete="off"
        hint={
          webhook?.authorization
            ? 'One is kept, encrypted. Left blank, it stays.'
            : 'The value of an Authorization header, such as Bearer and a token. It is kept encrypted and not shown again.'
        }
        error={fields.authorization}
      />
      {webhook?.authorization && (
        <Option
          type="checkbox"
          name="unauthorized"
          value="yes"
          label="Send none from now on"
          defaultChecked={values.unauthorized === 'yes'}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" busy={busy}>
          {webhook ? 'Save webhook' : 'Create webhook'}
        </Button>
        <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}

function valuesOf(webhook: Webhook | null): Record<string, string | undefined> {
  if (!webhook) return { format: 'cloudevents' }
  const { name, url, format, eventType, events } = webhook
  const chosen = events.map((event) => [`event:${event}`, 'yes'])
  return { name, url, format, eventType: eventType ?? undefined, ...Object.fromEntries(chosen) }
}
