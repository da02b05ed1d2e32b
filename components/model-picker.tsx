import { useId } from 'react'
import { Field } from './ui/field'

interface ModelPickerProps {
  models: readonly { slug: string; name: string }[]
  value: string
  error: string | undefined
}

/** A model by its slug: the browser offers those that match, and any other can be written. */
export function ModelPicker({ models, value, error }: ModelPickerProps) {
  const id = useId()
  return (
    <>
      <Field
        label="Model"
        name="model"
        list={id}
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        hint={
          models.length > 0
            ? 'Its slug; write a part of it to choose.'
            : 'There is no model yet that you may register versions of.'
        }
        defaultValue={value}
        error={error && (value.trim() ? error : 'Choose a model.')}
      />
      <datalist id={id}>
        {models.map(({ slug, name }) => (
          <option key={slug} value={slug} label={name === slug ? undefined : name} />
        ))}
      </datalist>
    </>
  )
}
