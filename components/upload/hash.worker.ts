import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** Asked for the digest of a file, answers with bytes done and, in the end, the digest or `unreadable`. */
export type HashAnswer = { done: number } | { sha256: string } | { unreadable: true }

const chunk = 4 * 1024 * 1024

addEventListener('message', async ({ data: file }: MessageEvent<Blob>) => {
  try {
    const hash = sha256.create()
    let coming = read(file, 0)
    for (let done = 0; done < file.size; done += chunk) {
      const bytes = await coming
      // The next piece is read while this one is hashed.
      if (done + chunk < file.size) coming = read(file, done + chunk)
      hash.update(bytes)
      tell({ done: done + bytes.length })
    }
    tell({ sha256: bytesToHex(hash.digest()) })
  } catch {
    tell({ unreadable: true })
  }
})

async function read(file: Blob, from: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(from, from + chunk).arrayBuffer())
}

function tell(answer: HashAnswer): void {
  postMessage(answer)
}
