import type { Metadata } from 'next'
import { connection } from 'next/server'
import { siteUrl } from '@/app/site-url'
import { ApiReference } from '@/components/api/api-reference'
import { DocsFrame } from '@/components/api/docs-frame'
import { groupsOf } from '@/components/api/schema-words'
import { Snippet } from '@/components/snippets'
import { ButtonLink } from '@/components/ui/button'
import { apiDocument } from '@/lib/api-document'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'API reference' }

/** For everyone, like the description itself: it holds nothing of any organization. */
export default async function ApiPage() {
  await connection()
  const api = apiDocument()
  const baseUrl = await siteUrl()
  const example = [
    `curl -f -H "Authorization: Bearer $HUB_TOKEN" \\`,
    `  ${baseUrl}/api/v1/me`,
  ].join('\n')
  return (
    <DocsFrame tags={groupsOf(api).map(({ tag }) => tag)}>
      <header className="mb-8 flex flex-col items-start gap-3">
        <h1 className="text-title">API reference</h1>
        <p className="max-w-[68ch] text-prose text-ink-2">
          Whatever pages and the command line do, this does, by the same rules. A token stands for
          its owner: make one in the settings of your organization, under Tokens. A refusal is JSON
          with a <code className="font-mono">message</code> that says what to do.
        </p>
        <div className="w-full max-w-[68ch]">
          <Snippet code={example} what="the example" />
        </div>
        <ButtonLink href={paths.openapi()} download>
          OpenAPI {api.openapi}, as JSON
        </ButtonLink>
      </header>
      <ApiReference api={api} />
    </DocsFrame>
  )
}
