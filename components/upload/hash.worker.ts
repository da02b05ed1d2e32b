import { createSHA256 } from 'hash-wasm'

/** Asked for the digest of a file, answers with bytes done and, in the end, the digest or why there is none. */
export type HashAnswer = { done: number } | { sha256: string } | { failed: 'file' | 'browser' }

/** Bytes between two answers. */
const step = 8 * 1024 * 1024

addEventListener('message', async ({ data: file }: MessageEvent<Blob>) => {
  const hash = await createSHA256().catch(() => null)
  if (!hash) return tell({ failed: 'browser' })
  hash.init()
  try {
    const reader = file.stream().getReader()
    let done = 0
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      hash.update(read.value)
      const before = done
      done += read.value.length
      if (Math.floor(done / step) > Math.floor(before / step)) tell({ done })
    }
    tell({ sha256: hash.digest() })
  } catch {
    tell({ failed: 'file' })
  }
})

function tell(answer: HashAnswer): void {
  postMessage(answer)
}
