import { useEffect, useState } from 'react'
import { Digest } from '../digest'
import type { Hasher } from './hasher'
import { manifestText } from './manifest'

interface ReadyDigestProps {
  files: readonly { name: string; size: number; sha256: string }[]
  hasher: Hasher
}

/** What the version will be known by, once it is made of these files. */
export function ReadyDigest({ files, hasher }: ReadyDigestProps) {
  const text = manifestText(files)
  const [made, setMade] = useState<{ text: string; digest: string } | null>(null)
  useEffect(() => {
    const control = new AbortController()
    const { signal } = control
    hasher.hash(new Blob([text]), { progress: () => undefined, signal }).then(
      (digest) => setMade({ text, digest }),
      // Then it is not told beforehand; registering does not need it.
      () => setMade(null),
    )
    return () => control.abort()
  }, [text, hasher])
  if (made?.text !== text) return null
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-ink-2">
      The version will have the digest
      <Digest digest={made.digest} what="the digest of the version" />
    </p>
  )
}
