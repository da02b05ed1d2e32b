'use client'
import { useId } from 'react'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { AliasField } from './alias-field'
import { Field } from './ui/field'

interface AliasMoveFormProps {
  dataset: string
  /** Those that are there, to choose from. */
  aliases: readonly string[]
  /** The newest versions, to choose from. */
  versions: readonly string[]
  /** Reads `alias` and `version` from the form. */
  move: FormAction
}

/** Points an alias at a version: a new one, or one that is there and moves. */
export function AliasMoveForm({ dataset, aliases, versions, move }: AliasMoveFormProps) {
  const id = useId()
  return (
    <ActionForm action={move} button="Point it there" saved="Done." shown={['alias', 'version']}>
      {(failure) => {
        const { fields = {}, values = {} } = failure ?? {}
        return (
          <>
            <AliasField
              dataset={dataset}
              aliases={aliases}
              defaultValue={values.alias}
              error={fields.alias}
            />
            <Field
              label="Version"
              name="version"
              list={id}
              required
              maxLength={200}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              defaultValue={values.version ?? versions[0]}
              error={fields.version}
            />
            <datalist id={id}>
              {versions.map((version) => (
                <option key={version} value={version} />
              ))}
            </datalist>
          </>
        )
      }}
    </ActionForm>
  )
}
