import type { ReactNode } from 'react'
import type { ApiContent, ApiOperation } from '@/lib/api-document'
import { ChevronIcon } from '../ui/icons'
import { ApiFields } from './api-fields'
import { ApiType } from './api-type'
import { inputOf } from './schema-words'

interface ApiOperationProps {
  method: string
  path: string
  operation: ApiOperation
}

/** One route: what it does, what it takes, what it answers. Opens on demand, or by a link to it. */
export function ApiOperationEntry({ method, path, operation }: ApiOperationProps) {
  const { operationId, summary } = operation
  return (
    <details className="group/details border-b border-line">
      <summary className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2 hover:bg-hover pointer-coarse:py-3">
        <ChevronIcon className="self-center text-ink-3 transition-transform duration-100 group-open/details:rotate-90" />
        <code className="w-14 font-mono font-strong">{method.toUpperCase()}</code>
        <code className="min-w-0 font-mono wrap-anywhere">{path}</code>
        <span className="ml-auto text-ink-2">{summary}</span>
      </summary>
      <div id={operationId} className="flex scroll-mt-12 flex-col gap-4 pt-1 pb-5 pl-7">
        <Permission action={operation['x-action']} />
        <Takes operation={operation} />
        <Answers operation={operation} />
      </div>
    </details>
  )
}

function Permission({ action }: { action: string | undefined }) {
  if (!action) return <p className="text-ink-2">Any token may ask this.</p>
  return (
    <p className="text-ink-2">
      Needs the permission <code className="font-mono text-ink">{action}</code>.
    </p>
  )
}

function Takes({ operation }: { operation: ApiOperation }) {
  const { requestBody } = operation
  const fields = inputOf(operation)
  const media = Object.keys(requestBody?.content ?? {})
  const raw = media.filter((type) => type !== 'application/json')
  const whole = fields.length === 0 ? requestBody?.content['application/json'] : undefined
  return (
    <Part title="Takes">
      {fields.length > 0 && (
        <ApiFields caption={`What ${operation.operationId} takes`} {...{ fields }} />
      )}
      {raw.length > 0 && (
        <p>
          The body is the bytes themselves, as <code className="font-mono">{raw.join(', ')}</code>.
        </p>
      )}
      {whole && (
        <p>
          The body is <ApiType schema={whole.schema} />.
        </p>
      )}
      {fields.length === 0 && raw.length === 0 && !whole && <p>Nothing.</p>}
    </Part>
  )
}

function Answers({ operation }: { operation: ApiOperation }) {
  return (
    <Part title="Answers">
      <dl className="grid grid-cols-[3rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        {Object.entries(operation.responses).map(([status, { description, content }]) => (
          <div key={status} className="contents">
            <dt className="font-mono">{status}</dt>
            <dd className="min-w-0">
              {description}
              {content && <Content content={content} />}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

function Content({ content }: { content: ApiContent }) {
  return Object.entries(content).map(([media, { schema }]) => (
    <span key={media}>
      {': '}
      <code className="font-mono wrap-anywhere">
        {media === 'application/json' ? <ApiType schema={schema} /> : media}
      </code>
    </span>
  ))
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h4 className="font-strong">{title}</h4>
      {children}
    </div>
  )
}
