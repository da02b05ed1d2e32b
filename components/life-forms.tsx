'use client'
import { type ReactNode, useActionState } from 'react'
import type { Failure, FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { HeldBy, holdersOf } from './held-by'
import { afterArchive, afterDelete, type LifeKind } from './life-words'
import { NoteField } from './note-field'
import { Button } from './ui/button'
import { Field } from './ui/field'
import { ChevronIcon } from './ui/icons'
import { useFailureFocus } from './use-failure-focus'

interface FormProps {
  kind: LifeKind
  uri: string
}

export function ArchiveForm({ kind, uri, archive }: FormProps & { archive: FormAction }) {
  const [result, submit, busy] = useActionState(archive, null)
  const failure = result && !result.ok ? result : null
  return (
    <LifeForm label={`Archive this ${kind}`} {...{ submit, failure }}>
      <p className="text-ink-2">{afterArchive[kind]}</p>
      <Refusal word="Archive" failure={failure} uri={uri} shown={['note']} />
      <Why failure={failure} />
      <Buttons kind="quiet" word="Archive" failure={failure} busy={busy} />
    </LifeForm>
  )
}

interface DeleteFormProps extends FormProps {
  name: string
  remove: FormAction
}

export function DeleteForm({ kind, name, uri, remove }: DeleteFormProps) {
  const [result, submit, busy] = useActionState(remove, null)
  const failure = result && !result.ok ? result : null
  return (
    <LifeForm label={`Delete this ${kind}`} danger {...{ submit, failure }}>
      <p className="text-ink-2">{afterDelete[kind]}</p>
      <Refusal word="Delete" failure={failure} uri={uri} shown={['name', 'note']} />
      <Field
        label="Name"
        name="name"
        hint={
          <>
            Type <strong className="wrap-anywhere text-ink select-all">{name}</strong> to confirm.
          </>
        }
        defaultValue={failure?.values?.name ?? ''}
        error={failure?.fields?.name}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
      <Why failure={failure} />
      <Buttons kind="danger" word="Delete" failure={failure} busy={busy} />
    </LifeForm>
  )
}

interface LifeFormProps {
  label: string
  danger?: boolean
  submit: (form: FormData) => void
  failure: Failure | null
  children: ReactNode
}

/** Opens on demand, and stays open with the answer to a refused attempt. */
function LifeForm({ label, danger = false, submit, failure, children }: LifeFormProps) {
  const form = useFailureFocus(failure)
  return (
    // A refused form comes back as it was sent.
    <form key={JSON.stringify(failure)} ref={form} action={submit} noValidate className="min-w-0">
      <details open={failure !== null} className="group/details">
        <summary
          className={`inline-flex min-h-6 items-center gap-1 rounded-sm pointer-coarse:min-h-11 ${danger ? 'text-rejected' : 'text-ink-2 hover:text-ink'}`}
        >
          <ChevronIcon className="transition-transform duration-100 group-open/details:rotate-90" />
          {label}
        </summary>
        <div className="flex flex-col gap-3 py-2">{children}</div>
      </details>
    </form>
  )
}

interface RefusalProps {
  word: string
  failure: Failure | null
  uri: string
  shown: readonly string[]
}

function Refusal({ word, failure, uri, shown }: RefusalProps) {
  const holders = failure ? holdersOf(failure) : []
  if (holders.length > 0)
    return (
      <div tabIndex={-1} data-failure="" className="outline-none">
        <HeldBy holders={holders} uri={uri} force={allTheSame(word)} />
      </div>
    )
  return <FormFailure failure={failure} shown={shown} />
}

function Why({ failure }: { failure: Failure | null }) {
  return (
    <NoteField
      aside="optional"
      rows={2}
      hint="Why. It stands in the activity log."
      defaultValue={failure?.values?.note ?? ''}
      error={failure?.fields?.note}
    />
  )
}

interface ButtonsProps {
  kind: 'quiet' | 'danger'
  word: string
  failure: Failure | null
  busy: boolean
}

const allTheSame = (word: string) => `${word} all the same`

/** The plain one comes first: it is what Enter presses. */
function Buttons({ kind, word, failure, busy }: ButtonsProps) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button kind={kind} busy={busy}>
        {word}
      </Button>
      {failure?.code === 'held' && (
        <Button kind="danger" name="force" value="true" busy={busy}>
          {allTheSame(word)}
        </Button>
      )}
    </div>
  )
}
