import { Fragment } from 'react'
import { pathOfUri } from '@/lib/paths'
import { Copy } from './copy'
import { TextLink } from './ui/text-link'

interface UriProps {
  uri: string
  /** With the organization given, the URI leads to its page when it has one. */
  org?: string
  copy?: boolean
  className?: string
}

/** A URI as it is typed elsewhere: in mono, breaking at its slashes first, copied whole. */
export function Uri({ uri, org, copy = true, className = '' }: UriProps) {
  const href = org ? pathOfUri(org, uri) : null
  const text = <UriText uri={uri} />
  return (
    <span className={`inline-flex max-w-full min-w-0 items-start gap-0.5 ${className}`}>
      <code className="min-w-0 font-mono wrap-anywhere">
        {href ? (
          <TextLink href={href} quiet>
            {text}
          </TextLink>
        ) : (
          text
        )}
      </code>
      {copy && <Copy text={uri} what={uri} />}
    </span>
  )
}

/** The characters of a URI with places to break at: after the scheme, each slash and the digest sign. */
export function UriText({ uri }: { uri: string }) {
  const parts = uri.split(/(?<=:\/\/)|(?<=[^/:]\/)|(?=@)/)
  let offset = 0
  return parts.map((part) => {
    offset += part.length
    return (
      <Fragment key={offset}>
        {part}
        <wbr />
      </Fragment>
    )
  })
}
