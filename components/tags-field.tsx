import { Field } from './ui/field'

interface TagsFieldProps {
  defaultValue?: string | undefined
  /** The fields of a refusal. */
  errors: Readonly<Record<string, string>>
}

/** Several tags as one text; `words()` reads it. */
export function TagsField({ defaultValue, errors }: TagsFieldProps) {
  return (
    <Field
      label="Tags"
      aside="optional"
      name="tags"
      hint="Separated by spaces or commas."
      autoCapitalize="none"
      spellCheck={false}
      defaultValue={defaultValue}
      error={tagError(errors)}
    />
  )
}

/** What is wrong with tags: the list as a whole, or one of them as `tags.2`. */
function tagError(fields: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(fields).find(([field]) => /^tags(\.|$)/.test(field))?.[1]
}
