import { shortDigest } from '@/lib/format'
import { Copy } from './copy'

/** A SHA-256, its middle left out; the whole of it is in the title and on the clipboard. */
export function Digest({ digest, what = 'the digest' }: { digest: string; what?: string }) {
  return (
    <span className="inline-flex items-center gap-0.5 whitespace-nowrap">
      <code className="font-mono" title={digest}>
        {shortDigest(digest)}
      </code>
      <Copy text={digest} what={what} />
    </span>
  )
}
