import type { ReactNode } from 'react'
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { isExcessive } from '@/lib/markdown'
import { pathOfUri } from '@/lib/paths'
import { markMentions } from './mention-marks'
import { linkUris } from './uri-links'

interface MarkdownProps {
  text: string
  org: string
  /** The people whom the text mentions by their ids. */
  mentions?: readonly { id: string; name: string }[]
}

/**
 * Markdown written by members. Raw HTML is dropped, images become links (nothing is fetched from
 * elsewhere by looking at a page), headings sit under the page's own, our own URIs lead to their pages.
 * What no page could draw is shown as it was written.
 */
export function Markdown({ text, org, mentions = [] }: MarkdownProps) {
  if (isExcessive(text)) return <p className="text-prose whitespace-pre-wrap">{text}</p>
  return (
    <div className="markdown">
      <ReactMarkdown
        skipHtml
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[
          [rehypeSanitize, schema],
          [linkUris, { org }],
          [markMentions, { names: new Map(mentions.map(({ id, name }) => [id, name])) }],
        ]}
        urlTransform={(url) => pathOfUri(org, url) ?? defaultUrlTransform(url)}
        components={components}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
}

const schema: typeof defaultSchema = {
  ...defaultSchema,
  protocols: {
    ...defaultSchema.protocols,
    href: [...(defaultSchema.protocols?.href ?? []), 'model', 'dataset', 'datum', 'run'],
  },
}

const components: Components = {
  h1: ({ children }) => <h2>{children}</h2>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
  a: ({ href, children }) => <Anchor href={href}>{children}</Anchor>,
  img: ({ src, alt }) => (
    <Anchor href={typeof src === 'string' ? src : undefined}>{alt || 'Image'}</Anchor>
  ),
  // A list item that is ticked off; the box cannot be changed here, so it is no control.
  input: ({ checked }) => (
    <span role="img" aria-label={checked ? 'Done:' : 'Open:'} className="mr-1.5">
      {checked ? '☑' : '☐'}
    </span>
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
}

function Anchor({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href) return <span>{children}</span>
  return (
    <a href={href} className="link" {...(/^https?:/.test(href) ? { rel: external } : {})}>
      {children}
    </a>
  )
}

const external = 'noopener noreferrer nofollow ugc'
