import { broken, changed, refusalOf } from './refusal'

/**
 * Brings a file to the address of its digest, unless the hub has it. Throws a `Refusal`, or what the
 * signal was aborted with.
 */
export async function transfer(
  url: string,
  file: Blob,
  { progress, signal }: { progress: (done: number) => void; signal: AbortSignal },
): Promise<'known' | 'sent'> {
  if (await isKnown(url, signal)) return 'known'
  const answer = await put(url, file, progress, signal)
  if (answer.status === 200 || answer.status === 201) return 'sent'
  throw refusalOf(answer.status, answer.body)
}

async function isKnown(url: string, signal: AbortSignal): Promise<boolean> {
  const answer = await fetch(url, { method: 'HEAD', signal, cache: 'no-store' }).catch(() => {
    signal.throwIfAborted()
    throw broken()
  })
  if (answer.ok) return true
  if (answer.status === 404) return false
  throw refusalOf(answer.status)
}

/** By XMLHttpRequest, which tells how far it is and reads the file from the disk as it goes. */
function put(
  url: string,
  file: Blob,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    signal.addEventListener('abort', stop, { once: true })
    request.upload.onprogress = ({ loaded }) => progress(loaded)
    request.onload = () => resolve({ status: request.status, body: request.responseText })
    request.onerror = async () => reject((await isReadable(file)) ? broken() : changed())
    request.onabort = () => reject(signal.reason)
    request.onloadend = () => signal.removeEventListener('abort', stop)
    request.open('PUT', url)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
  })
}

/** A browser refuses to read a file that has changed since it was chosen. */
async function isReadable(file: Blob): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}
