import type { ApiDocument } from '@/lib/api-document'
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
          <div className="flex flex-col gap-8">
            {schemas.map(([name, schema]) => (
              <section key={name} id={`schema-${name}`} className="scroll-mt-4">
                <h3 className="pb-1 font-mono">{name}</h3>
                {schema.description && <p className="text-ink-2">{schema.description}</p>}
                {schema.properties ? (
                  <ApiFields caption={`Fields of ${name}`} fields={fieldsOf(schema)} />
                ) : (
                  <code className="font-mono">
                    <ApiType schema={schema} />
                  </code>
                )}
              </section>
            ))}
          </div>
        </Section>
      </div>
    </div>
  )
}

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
