import type { HashAnswer } from './hash.worker'
import { changed, Refusal } from './refusal'

/** Makes SHA-256 digests off the main thread, one file at a time. */
export class Hasher {
  private worker: Worker | null = null

  /** Hexadecimal. Throws a `Refusal` for a file that cannot be read, or what the signal was aborted with. */
  hash(
    file: Blob,
    { progress, signal }: { progress: (done: number) => void; signal: AbortSignal },
  ): Promise<string> {
    this.worker ??= new Worker(new URL('./hash.worker.ts', import.meta.url))
    const { worker } = this
    return new Promise((resolve, reject) => {
      const fail = (why: unknown) => {
        this.stop()
        reject(why)
      }
      // At once: the next file may be asked for before this promise is looked at.
      signal.addEventListener('abort', () => fail(signal.reason), { once: true })
      worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => {
        if ('done' in data) return progress(data.done)
        if ('sha256' in data) return resolve(data.sha256)
        reject(changed())
      }
      worker.onerror = () => fail(new Refusal('The digest could not be made. Try again.', false))
      worker.postMessage(file)
    })
  }

  stop(): void {
    this.worker?.terminate()
    this.worker = null
  }
}
