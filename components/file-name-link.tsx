import { pathOfUri } from '@/lib/paths'
import { Copy } from './copy'
import { DownloadIcon } from './ui/icons'
import { TextLink } from './ui/text-link'

interface FileNameLinkProps {
  org: string
  name: string
  /** Where it is downloaded. */
  url: string
  /** Its `datum://` URI, where it has one. */
  uri?: string | undefined
}

/** A file in a table: its name leads to its page and the sign before it downloads; without a page the name does. */
export function FileNameLink({ org, name, url, uri }: FileNameLinkProps) {
  const page = uri ? pathOfUri(org, uri) : null
  const text = <span className="line-clamp-3 font-mono wrap-anywhere">{name}</span>
  const icon = <DownloadIcon className="text-ink-3" />
  const box = 'flex w-fit max-w-[min(40rem,46vw)] items-start gap-2'
  if (!page || !uri)
    return (
      <a href={url} download className={`link-quiet ${box}`}>
        <span className="mt-0.5">{icon}</span>
        {text}
      </a>
    )
  return (
    <span className={box}>
      <a
        href={url}
        download
        aria-label={`Download ${name}`}
        title={`Download ${name}`}
        className="-mx-1 -my-0.5 flex rounded-sm p-1 hover:bg-hover pointer-coarse:-mx-3.5 pointer-coarse:-my-3 pointer-coarse:p-3.5"
      >
        {icon}
      </a>
      <TextLink href={page} quiet>
        {text}
      </TextLink>
      <Copy text={uri} what={`the URI of ${name}`} />
    </span>
  )
}
