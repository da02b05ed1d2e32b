'use client'
import type { KeyboardEvent, ReactNode } from 'react'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { MentionField } from './mention-field'

interface CommentFormProps {
  /** Reads `body`, and what `children` add, from the form. */
  action: FormAction
  label: string
  button: string
  /** Where the people are asked for who can be mentioned. */
  mentionable: string
  defaultValue?: string
  cancelHref?: string
  children?: ReactNode
}

/** Where a comment is written. Ctrl or ⌘ with Enter sends it. Works as a plain form before hydration. */
export function CommentForm(props: CommentFormProps) {
  const { action, label, button, mentionable, defaultValue, cancelHref, children } = props
  return (
    <ActionForm
      action={action}
      button={button}
      shown={['body']}
      wide
      {...(cancelHref ? { cancelHref } : {})}
    >
      {(failure) => (
        <>
          <MentionField
            label={label}
            hint={
              <>
                Markdown. To mention a member, write @ and their e-mail address.
                <span data-scripted=""> Ctrl or ⌘ with Enter sends.</span>
              </>
            }
            name="body"
            rows={4}
            maxLength={20_000}
            required
            mentionable={mentionable}
            defaultValue={failure?.values?.body ?? defaultValue}
            error={failure?.fields?.body}
            onKeyDown={sendByKey}
          />
          {children}
        </>
      )}
    </ActionForm>
  )
}

function sendByKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}
