import type { ApiSchema } from '@/lib/api-document'
import { typeWords } from './schema-words'

/** What a value may be, in words: "array of File", "pending or approved", with named schemas as links. */
export function ApiType({ schema }: { schema: ApiSchema }) {
  const words = typeWords(schema).map((word, index) => ({ word, place: index }))
  return words.map(({ word, place }) =>
    typeof word === 'string' ? word : <SchemaLink key={place} name={word.schema} />,
  )
}

/** Where a named schema is told. */
export function SchemaLink({ name }: { name: string }) {
  return (
    <a href={`#schema-${name}`} className="link">
      {name}
    </a>
  )
}
