'use client'
import { useActionState } from 'react'
import { bytes, plural } from '@/lib/format'
import type { FormAction } from './action-result'
import { Digest } from './digest'
import { FormFailure } from './form-failure'
import { ModelPicker } from './model-picker'
import { NewVersionNote } from './note-field'
import { TagsField } from './tags-field'
import { Button, ButtonLink } from './ui/button'
import { Option } from './ui/option'
import { Section } from './ui/section'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { useFailureFocus } from './use-failure-focus'

interface Output {
  name: string
  size: number
  sha256: string
}

/** A run's files one by one, or, where they are too many for that, how many and their bytes. */
export type OutputsToChoose = { each: readonly Output[] } | { count: number; size: number }

interface RegisterRunFormProps {
  outputs: OutputsToChoose
  models: readonly { slug: string; name: string }[]
  /** The model that is written in to begin with, or nothing. */
  model: string
  /** Reads `model`, `note`, `tags`, and `output.<name>` or `outputs` from the form. */
  register: FormAction
  cancelHref: string
}

type Values = Readonly<Record<string, string | undefined>>

/** A version of what a run made. Works as a plain form before hydration. */
export function RegisterRunForm(props: RegisterRunFormProps) {
  const { outputs, models, model, register, cancelHref } = props
  const [result, submit, busy] = useActionState(register, null)
  const form = useFailureFocus(result)
  const failure = result && !result.ok ? result : null
  const fields = failure?.fields ?? {}
  const values: Values = failure?.values ?? {
    model,
    ...everyOutput(outputs),
  }
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      className="flex flex-col gap-8"
    >
      <FormFailure failure={failure} shown={['model', 'note', 'tags']} />
      <Section title="Files">
        {'count' in outputs ? (
          <AllOutputs {...outputs} values={values} />
        ) : outputs.each.length > 0 ? (
          <Outputs outputs={outputs.each} values={values} />
        ) : (
          <p className="text-ink-2">
            The run left no files: the version holds its metrics and parameters alone.
          </p>
        )}
      </Section>
      <Section title="About this version">
        <div className="flex max-w-3xl flex-col gap-5">
          <ModelPicker models={models} value={values.model ?? ''} error={fields.model} />
          <NewVersionNote defaultValue={values.note} error={fields.note} />
          <TagsField defaultValue={values.tags} errors={fields} />
          <div className="flex flex-wrap gap-2">
            <Button kind="primary" busy={busy}>
              Register version
            </Button>
            <ButtonLink href={cancelHref}>Cancel</ButtonLink>
          </div>
        </div>
      </Section>
    </form>
  )
}

/** To begin with, everything is chosen. */
function everyOutput(outputs: OutputsToChoose): Values {
  if ('count' in outputs) return { outputs: 'all' }
  return Object.fromEntries(outputs.each.map(({ name, sha256 }) => [`output.${name}`, sha256]))
}

function AllOutputs({ count, size, values }: { count: number; size: number; values: Values }) {
  return (
    <div className="flex max-w-3xl flex-col gap-2">
      <Option
        type="checkbox"
        name="outputs"
        value="all"
        label={`All ${plural(count, 'file')} of the run, ${bytes(size)}`}
        defaultChecked={values.outputs === 'all'}
      />
      <p className="text-ink-2">
        They are too many to choose from here. A version of some of them is made by the API:{' '}
        <code className="font-mono wrap-anywhere">POST …/models/MODEL/versions</code> takes{' '}
        <code className="font-mono">run</code> and <code className="font-mono">files</code>.
      </p>
    </div>
  )
}

const columns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'size', label: 'Size', numeric: true, width: '7rem' },
  { key: 'sha256', label: 'SHA-256', width: '12rem' },
]

function Outputs({ outputs, values }: { outputs: readonly Output[]; values: Values }) {
  return (
    <Table caption="Outputs of the run" columns={columns} size="sm">
      {outputs.map(({ name, size, sha256 }) => (
        <Row key={name}>
          <RowHead>
            <label className="flex max-w-[min(40rem,46vw)] items-start gap-2.5">
              <input
                type="checkbox"
                name={`output.${name}`}
                value={sha256}
                defaultChecked={values[`output.${name}`] !== undefined}
                className="mt-0.5 size-4 shrink-0 accent-(--ink) pointer-coarse:size-6"
              />
              <span className="line-clamp-3 font-mono wrap-anywhere">{name}</span>
            </label>
          </RowHead>
          <Cell numeric>{bytes(size)}</Cell>
          <Cell>
            <Digest digest={sha256} what={`the SHA-256 of ${name}`} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
