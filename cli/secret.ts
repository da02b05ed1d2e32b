import { stopped } from './failure'
import type { Interruption } from './interruption'

/** Asks at the terminal without showing what is typed. Enter ends it, Ctrl-C gives up. */
export function askSecret(
  question: string,
  stdin: NodeJS.ReadStream,
  stderr: NodeJS.WritableStream,
  { stop }: Interruption,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (settle: () => void) => {
      stdin.off('data', onData)
      stop.removeEventListener('abort', onStop)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
      settle()
    }
    const onStop = () => end(() => reject(stopped()))
    const onData = (part: Buffer) => {
      for (const char of part.toString('utf8')) {
        if (char === '\r' || char === '\n') return end(() => resolve(typed))
        if (char === '\u0003' || char === '\u0004') return onStop()
        if (char === '\u007f' || char === '\b') typed = typed.slice(0, -1)
        else if (char >= ' ') typed += char
      }
    }
    stderr.write(question)
    stdin.setRawMode(true)
    stdin.on('data', onData)
    stop.addEventListener('abort', onStop, { once: true })
    stdin.resume()
  })
}
