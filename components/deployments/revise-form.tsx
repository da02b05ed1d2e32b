'use client'
import { type FormEvent, useActionState, useEffect, useId, useRef, useState } from 'react'
import type { RevisionDiff } from '@/lib/deployments/view'
import type { FormAction } from '../action-result'
import { FormFailure } from '../form-failure'
import { NoteField } from '../note-field'
import { Button, ButtonLink } from '../ui/button'
import { Disclosure } from '../ui/disclosure'
import { FieldError } from '../ui/field'
import { Option } from '../ui/option'
import { useFailureFocus } from '../use-failure-focus'
import { RevisionPreview } from './revision-preview'
import { SplitRowFields } from './split-row-fields'
import {
  mostVariants,
  type PlacedRow,
  padded,
  type SplitRow,
  sentRows,
  sumOf,
  sumWords,
} from './split-rows'

export interface Previewed {
  answer: RevisionDiff
  sent: Record<string, string>
}

interface ReviseFormProps {
  org: string
  rows: readonly SplitRow[]
  /** Versions that may be chosen, as URIs. */
  options: readonly string[]
  /** Reads `variants.0.model` and so on, `note`, `reshuffle`, and `do`: `preview` or `revise`. */
  submit: FormAction<Previewed>
  cancelHref: string
}

/** The next split: versions with their parts, what that changes, and the button that puts it in force. */
export function ReviseForm({ org, rows, options, submit, cancelHref }: ReviseFormProps) {
  const [result, send, busy] = useActionState(submit, null)
  const failure = result && !result.ok ? result : null
  const preview = result?.ok ? result.value : null
  const sent = preview?.sent ?? failure?.values
  const form = useFailureFocus(result)
  const seen = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (preview) seen.current?.focus()
  }, [preview])
  return (
    <form
      // It comes back as it was sent.
      key={JSON.stringify(result)}
      ref={form}
      action={send}
      noValidate
      className="flex max-w-3xl min-w-0 flex-col gap-5"
    >
      <FormFailure failure={failure} shown={['variants', 'note']} />
      <Rows
        rows={sent ? sentRows(sent) : padded(rows)}
        fields={failure?.fields ?? {}}
        options={options}
      />
      <NoteField
        label="Why"
        aside="optional"
        rows={2}
        hint="Kept in the history, for whoever asks later."
        defaultValue={sent?.note}
        error={failure?.fields?.note}
      />
      <Disclosure summary="Deal all keys anew" open={sent?.reshuffle === 'yes'}>
        <Option
          type="checkbox"
          name="reshuffle"
          value="yes"
          label="Reshuffle"
          says="everyone may get another version than before. Without it, people keep theirs as far as the weights allow."
          defaultChecked={sent?.reshuffle === 'yes'}
        />
      </Disclosure>
      {preview && (
        <div ref={seen} tabIndex={-1} role="status" className="outline-none">
          <RevisionPreview org={org} diff={preview.answer} />
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button name="do" value="preview" busy={busy}>
          Show what changes
        </Button>
        <Button kind="primary" name="do" value="revise" busy={busy}>
          Deploy
        </Button>
        <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}

interface RowsProps {
  rows: readonly PlacedRow[]
  fields: Readonly<Record<string, string>>
  options: readonly string[]
}

const spare = 2

function Rows({ rows, fields, options }: RowsProps) {
  const id = useId()
  const [sum, setSum] = useState(() => sumOf(rows))
  const filled = rows.findLastIndex(({ model, weight }) => model || weight) + 1
  const shown = Math.min(mostVariants, filled + spare)
  const problem = fields.variants

  function add(event: FormEvent<HTMLFieldSetElement>) {
    const weights = event.currentTarget.querySelectorAll<HTMLInputElement>('[data-weight]')
    setSum(sumOf([...weights].map(({ value }) => ({ weight: value }))))
  }

  const drawn = (from: number, to: number) =>
    rows
      .slice(from, to)
      .map((row) => <SplitRowFields key={row.at} row={row} list={id} errors={fields} />)
  return (
    <fieldset onInput={add} className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 font-strong">Versions and their traffic</legend>
      <datalist id={id}>
        {options.map((uri) => (
          <option key={uri} value={uri} />
        ))}
      </datalist>
      {drawn(0, shown)}
      {shown < mostVariants && (
        <Disclosure summary="More rows">
          <div className="flex flex-col gap-3">{drawn(shown, mostVariants)}</div>
        </Disclosure>
      )}
      <p className="tabular-nums">
        <output>{sumWords(sum)}</output>
      </p>
      {problem && (
        <div tabIndex={-1} data-failure="" className="outline-none">
          <FieldError id={`${id}-problem`}>{problem}</FieldError>
        </div>
      )}
    </fieldset>
  )
}
