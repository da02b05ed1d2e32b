import { shortDigest } from '@/lib/format'
import { Copy } from './copy'

/** A SHA-256, its middle left out; the whole of it is in the title, on the clipboard, and on paper. */
export function Digest({ digest, what = 'the digest' }: { digest: string; what?: string }) {
  return (
    <>
      <span className="inline-flex items-center gap-0.5 whitespace-nowrap print:hidden">
        <code className="font-mono" title={digest}>
          {shortDigest(digest)}
        </code>
        <Copy text={digest} what={what} />
      </span>
      {/* Nobody can copy from paper what is left out. */}
      <code className="hidden font-mono wrap-anywhere print:inline">{digest}</code>
    </>
  )
}
