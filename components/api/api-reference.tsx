import type { ApiDocument, ApiSchema } from '@/lib/api-document'
import { ChevronIcon } from '../ui/icons'
import { Section } from '../ui/section'
import { ApiFields } from './api-fields'
import { ApiOperationEntry } from './api-operation'
import { ApiType } from './api-type'
import { fieldsOf, groupsOf } from './schema-words'

/** Every route and every named schema of the API. */
export function ApiReference({ api }: { api: ApiDocument }) {
  const schemas = Object.entries(api.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1))
  return (
    <div className="flex flex-col gap-10">
      {groupsOf(api).map(({ tag, routes }) => (
        <div key={tag} id={`tag-${tag}`} className="scroll-mt-4">
          <Section title={capital(tag)}>
            <div className="border-t border-line">
              {routes.map((route) => (
                <ApiOperationEntry key={route.operation.operationId} {...route} />
              ))}
            </div>
          </Section>
        </div>
      ))}
      <div id="schemas" className="scroll-mt-4">
        <Section title="Schemas">
          <div className="border-t border-line">
            {schemas.map(([name, schema]) => (
              <ApiSchemaEntry key={name} name={name} schema={schema} />
            ))}
          </div>
        </Section>
      </div>
    </div>
  )
}

/** One schema. Opens on demand, or by a link to it. */
function ApiSchemaEntry({ name, schema }: { name: string; schema: ApiSchema }) {
  return (
    <details className="group/details border-b border-line">
      <summary className="flex items-center gap-3 py-2 hover:bg-hover pointer-coarse:py-3">
        <ChevronIcon className="text-ink-3 transition-transform duration-100 group-open/details:rotate-90" />
        <h3 className="min-w-0 font-mono wrap-anywhere">{name}</h3>
      </summary>
      <div id={`schema-${name}`} className="flex scroll-mt-12 flex-col gap-2 pt-1 pb-5 pl-7">
        {schema.description && <p className="text-ink-2">{schema.description}</p>}
        {schema.properties ? (
          <ApiFields caption={`Fields of ${name}`} fields={fieldsOf(schema)} />
        ) : (
          <code className="font-mono">
            <ApiType schema={schema} />
          </code>
        )}
      </div>
    </details>
  )
}

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
