import type { HashAnswer } from './hash.worker'
import { changed, Refusal } from './refusal'

interface Watch {
  progress: (done: number) => void
  signal: AbortSignal
}

/** Makes SHA-256 digests off the main thread, one after the other. */
export class Hasher {
  private worker: Worker | null = null
  private last: Promise<unknown> = Promise.resolve()

  /** Hexadecimal. Throws a `Refusal` for a file that cannot be read, or what the signal was aborted with. */
  hash(file: Blob, watch: Watch): Promise<string> {
    const mine = this.last.then(() => this.begin(file, watch))
    this.last = mine.catch(() => undefined)
    return mine
  }

  stop(): void {
    this.worker?.terminate()
    this.worker = null
  }

  private begin(file: Blob, { progress, signal }: Watch): Promise<string> {
    signal.throwIfAborted()
    this.worker ??= new Worker(new URL('./hash.worker.ts', import.meta.url))
    const { worker } = this
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.stop()
        reject(signal.reason)
      }
      signal.addEventListener('abort', stop, { once: true })
      // What comes of the signal later is no concern of the worker's next file.
      const end = (settle: () => void) => {
        signal.removeEventListener('abort', stop)
        settle()
      }
      worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => {
        if ('done' in data) return progress(data.done)
        if ('sha256' in data) return end(() => resolve(data.sha256))
        end(() => reject(data.failed === 'file' ? changed() : unable()))
      }
      worker.onerror = () => {
        this.stop()
        end(() => reject(unable()))
      }
      worker.postMessage(file)
    })
  }
}

const unable = () => new Refusal('This browser could not make the digest. Try again.', false)
