'use client'
import { useActionState, useState } from 'react'
import { valuesOf } from '@/lib/policies/form'
import type { PolicyRules } from '@/lib/policies/rules'
import type { TriedPolicy } from '@/lib/policies/view'
import type { FormAction } from '../action-result'
import { FormFailure } from '../form-failure'
import { Button, ButtonLink } from '../ui/button'
import { Field } from '../ui/field'
import { Notice } from '../ui/notice'
import { useFailureFocus } from '../use-failure-focus'
import { PolicyFields, type PolicyFieldsProps } from './policy-fields'
import { RuleChanges } from './rule-changes'
import { TriedVersions } from './tried-versions'

/** What the form answers before it is saved. */
export interface Review extends TriedPolicy {
  rules: PolicyRules
  note: string
}

interface PolicyFormProps extends Omit<PolicyFieldsProps, 'values' | 'gates' | 'errors' | 'sent'> {
  org: string
  /** What is set here now, and its revision; 0 for none. */
  rules: PolicyRules
  revision: number
  cancelHref: string
  /** By the button that was pressed, its `by`: `review` answers, `save` leads back. */
  send: FormAction<Review | undefined>
}

const shown = [
  'approvals',
  'evidence',
  'gates',
  'protectedAliases',
  'validDays',
  'signInMinutes',
  'note',
]

/** Every rule of a policy. First it is reviewed, and then saved as a new revision. */
export function PolicyForm(props: PolicyFormProps) {
  const { org, rules, revision, cancelHref, send, ...fields } = props
  const [result, submit, busy] = useActionState(send, null)
  const [editedAfter, setEditedAfter] = useState<unknown>(null)
  const failure = result && !result.ok ? result : null
  const review = result?.ok ? result.value : undefined
  const form = useFailureFocus(result)
  // What was changed since is not what was reviewed.
  const isCurrent = review !== undefined && editedAfter !== result
  return (
    <form ref={form} action={submit} noValidate className="flex max-w-3xl flex-col gap-8">
      <FormFailure failure={failure} shown={shown} />
      <input type="hidden" name="expected" value={revision} />
      <div
        key={JSON.stringify(result)}
        className="flex flex-col gap-8"
        onInput={() => setEditedAfter(result)}
      >
        <PolicyFields
          {...fields}
          values={failure?.values ?? valuesOf(review?.rules ?? rules)}
          gates={(review?.rules ?? rules).gates ?? []}
          sent={failure?.values}
          errors={failure?.fields ?? {}}
        />
        <Field
          label="Why"
          aside="optional"
          name="note"
          maxLength={10_000}
          autoComplete="off"
          hint="Kept with the revision and in the log."
          defaultValue={failure?.values?.note ?? review?.note ?? ''}
          error={failure?.fields?.note}
        />
      </div>
      {isCurrent && (
        <section aria-label="Review" className="flex flex-col gap-4">
          <h2 className="text-prose font-strong">What changes</h2>
          <RuleChanges before={rules} after={review.rules} label="What changes" />
          {review.warnings.map(({ message }) => (
            <Notice key={message} kind="warning">
              {message}
            </Notice>
          ))}
          <TriedVersions org={org} items={review.items} />
        </section>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {isCurrent && (
          <Button kind="primary" name="by" value="save" busy={busy}>
            Save as revision {revision + 1}
          </Button>
        )}
        <Button kind={isCurrent ? 'quiet' : 'primary'} name="by" value="review" busy={busy}>
          Review changes
        </Button>
        <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      </div>
      {!isCurrent && (
        <p className="text-ink-2">
          You see what changes, and the rules tried against the last 20 versions. Nothing is kept
          yet.
        </p>
      )}
    </form>
  )
}
