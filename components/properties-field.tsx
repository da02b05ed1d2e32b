import { Textarea } from './ui/field'

interface PropertiesFieldProps {
  defaultValue: string | undefined
  /** The fields of a refusal. */
  errors: Readonly<Record<string, string>>
}

/** Properties as one JSON object, a name and a value to a line; `propertiesOf()` reads it. */
export function PropertiesField({ defaultValue, errors }: PropertiesFieldProps) {
  return (
    <Textarea
      label="Properties"
      aside="optional, JSON"
      name="properties"
      mono
      rows={8}
      spellCheck={false}
      autoCapitalize="none"
      hint={
        <>
          Facts by name: <code className="font-mono">{'{ "rows": 344, "licence": "CC0" }'}</code>
        </>
      }
      defaultValue={defaultValue}
      error={propertyError(errors)}
    />
  )
}

/** What is wrong with all of them, or with one as `properties.rows`. */
function propertyError(fields: Readonly<Record<string, string>>): string | undefined {
  const [field, message] =
    Object.entries(fields).find(([name]) => /^properties(\.|$)/.test(name)) ?? []
  if (!field || field === 'properties') return message
  return `${field.slice('properties.'.length)}: ${message}`
}
