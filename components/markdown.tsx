import type { ReactNode } from 'react'
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { isExcessive } from '@/lib/markdown'
import { pathOfUri, paths } from '@/lib/paths'
import { markMentions } from './mention-marks'
import { placeHeadings } from './place-headings'
import { linkUris } from './uri-links'

interface MarkdownProps {
  text: string
  org: string
  /** The people whom the text mentions by their ids. */
  mentions?: readonly { id: string; name: string }[]
  /** Where its own highest heading stands among those of the page. */
  level?: 2 | 3 | 4 | 5
}

/**
 * Markdown written by members. Raw HTML is dropped, images of the hub are shown and all others become links
 * (nothing is fetched from elsewhere by looking at a page), headings sit under the page's own, our own URIs
 * lead to their pages. What no page could draw is shown as it was written.
 */
export function Markdown({ text, org, mentions = [], level = 2 }: MarkdownProps) {
  if (isExcessive(text)) return <p className="text-prose whitespace-pre-wrap">{text}</p>
  return (
    <div className="markdown">
      <ReactMarkdown
        skipHtml
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[
          [rehypeSanitize, schema],
          [placeHeadings, { level }],
          [linkUris, { org }],
          [markMentions, { names: new Map(mentions.map(({ id, name }) => [id, name])) }],
        ]}
        urlTransform={(url) => pathOfUri(org, url) ?? defaultUrlTransform(url)}
        components={{ ...components, img: imagesOf(org) }}
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
  a: ({ href, children }) => <Anchor href={href}>{children}</Anchor>,
  // A list item that is ticked off; the box cannot be changed here, so it is no control.
  input: ({ checked }) => (
    <span role="img" aria-label={checked ? 'Done:' : 'Open:'} className="mr-1.5">
      {checked ? '☑' : '☐'}
    </span>
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
}

function imagesOf(org: string): Components['img'] {
  return ({ src, alt }) => {
    const found = typeof src === 'string' ? src : undefined
    const image = found && ownImage(org, found)
    if (!image) return <Anchor href={found}>{alt || 'Image'}</Anchor>
    // The room is kept free, so that nothing moves when the image comes.
    const size = image.size ?? { className: 'aspect-video w-full object-contain' }
    // biome-ignore lint/performance/noImgElement: Next's own would send script, and images are not resized
    return <img src={image.src} alt={alt ?? ''} loading="lazy" decoding="async" {...size} />
  }
}

/** An image that a model of this organization keeps, and its size if the address tells it. */
function ownImage(org: string, address: string) {
  const [src = '', size = ''] = address.split('#')
  const [, model = '', id = ''] =
    /\/models\/([a-z0-9][a-z0-9._-]*)\/images\/([0-9a-f-]{36})$/.exec(src) ?? []
  if (!id || src !== paths.image(org, model, id)) return null
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(size) ?? []
  return { src, size: width && height ? { width: Number(width), height: Number(height) } : null }
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
