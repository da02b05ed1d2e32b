'use client'
import { useId } from 'react'
import { ActionForm } from '../action-form'
import type { Failure, FormAction } from '../action-result'
import { NoteField } from '../note-field'
import { Field } from '../ui/field'

interface PointFormProps {
  model: string
  /** Those that the page shows, each with the version that it points at. */
  aliases: readonly { alias: string; version: number }[]
  /** The one that the page is about, if it is about one. */
  alias?: string
  /** The newest versions, to choose from. */
  versions: readonly string[]
  /** Reads `alias`, `version`, `note` and `was.<alias>` from the form. */
  move: FormAction
}

/**
 * Points an alias at a version: a new one, or one that is there and moves. The form carries where each
 * pointed when it was drawn, so that whoever is second is told; then where it points now.
 */
export function PointForm({ model, aliases, alias, versions, move }: PointFormProps) {
  const id = useId()
  return (
    <ActionForm
      action={move}
      button="Point it there"
      saved="Done."
      shown={['alias', 'version', 'note']}
    >
      {(failure) => {
        const { fields = {}, values = {} } = failure ?? {}
        const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const
        return (
          <>
            {knownOf(aliases, failure).map((one) => (
              <input
                key={one.alias}
                type="hidden"
                name={`was.${one.alias}`}
                value={one.version}
                readOnly
              />
            ))}
            <Field
              {...plain}
              label="Alias"
              name="alias"
              list={`${id}-aliases`}
              required
              maxLength={96}
              placeholder="production"
              hint={
                <>
                  Jobs name it as{' '}
                  <code className="font-mono wrap-anywhere">model://{model}/&lt;alias&gt;</code>.
                </>
              }
              readOnly={alias !== undefined}
              defaultValue={values.alias ?? alias}
              error={fields.alias}
            />
            <datalist id={`${id}-aliases`}>
              {aliases.map((one) => (
                <option key={one.alias} value={one.alias} />
              ))}
            </datalist>
            <Field
              {...plain}
              label="Version"
              name="version"
              list={`${id}-versions`}
              required
              maxLength={12}
              defaultValue={values.version ?? versions[0]}
              error={fields.version}
            />
            <datalist id={`${id}-versions`}>
              {versions.map((version) => (
                <option key={version} value={version} />
              ))}
            </datalist>
            <NoteField
              label="Why"
              aside="optional"
              rows={2}
              hint="Stands in the history of the alias."
              defaultValue={values.note}
              error={fields.note}
            />
          </>
        )
      }}
    </ActionForm>
  )
}

/** The aliases shown, and the one that a refusal told of, which may be on another page of the list. */
function knownOf(aliases: PointFormProps['aliases'], failure: Failure | null) {
  if (failure?.code !== 'precondition_failed') return aliases
  const alias = failure.values?.alias?.trim() ?? ''
  const version = failure.details?.current
  const others = aliases.filter((one) => one.alias !== alias)
  return typeof version === 'number' ? [...others, { alias, version }] : others
}
