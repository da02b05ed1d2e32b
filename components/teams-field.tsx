import { Field } from './ui/field'

interface TeamsFieldProps {
  value: string | undefined
  error: string | undefined
}

/** Teams by their slugs, written in the field `teams`. */
export function TeamsField({ value, error }: TeamsFieldProps) {
  return (
    <Field
      label="Teams"
      aside="optional"
      name="teams"
      hint="Slugs, separated by spaces or commas."
      autoCapitalize="none"
      spellCheck={false}
      defaultValue={value}
      error={error}
    />
  )
}

/** What is wrong with a list as a whole, or with one thing in it. */
export function errorOf(fields: Record<string, string>, name: string): string | undefined {
  return Object.entries(fields).find(
    ([field]) => field === name || field.startsWith(`${name}.`),
  )?.[1]
}
