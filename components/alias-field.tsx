import { useId } from 'react'
import { Field } from './ui/field'

interface AliasFieldProps {
  dataset: string
  /** Those that are there, to choose from. */
  aliases: readonly string[]
  defaultValue?: string | undefined
  error?: string | undefined
}

/** The name of an alias of a dataset, which may be new. */
export function AliasField({ dataset, aliases, defaultValue, error }: AliasFieldProps) {
  const id = useId()
  return (
    <>
      <Field
        label="Alias"
        name="alias"
        list={id}
        required
        maxLength={96}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="production"
        hint={
          <>
            Jobs name it as{' '}
            <code className="font-mono wrap-anywhere">dataset://{dataset}/&lt;alias&gt;</code>.
          </>
        }
        defaultValue={defaultValue}
        error={error}
      />
      <datalist id={id}>
        {aliases.map((alias) => (
          <option key={alias} value={alias} />
        ))}
      </datalist>
    </>
  )
}
