'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { AliasField } from './alias-field'

interface AliasPointFormProps {
  dataset: string
  /** Those that are there, to choose from. */
  aliases: readonly string[]
  /** Reads `alias` from the form. */
  point: FormAction
}

/** Points an alias, new or not, at the version of this page. */
export function AliasPointForm({ dataset, aliases, point }: AliasPointFormProps) {
  return (
    <ActionForm action={point} button="Point it here" saved="Done." shown={['alias']}>
      {(failure) => (
        <AliasField
          dataset={dataset}
          aliases={aliases}
          defaultValue={failure?.values?.alias}
          error={failure?.fields?.alias}
        />
      )}
    </ActionForm>
  )
}
