import { bytes } from '@/lib/format'
import { ButtonLink } from './ui/button'
import { DownloadIcon } from './ui/icons'

interface LogViewProps {
  text: string
  /** Bytes of the whole log; more than `text` holds when only its end is shown. */
  totalBytes: number
  shownBytes: number
  downloadHref: string
}

/** What a run printed, as it printed it. */
export function LogView({ text, totalBytes, shownBytes, downloadHref }: LogViewProps) {
  const cut = totalBytes - shownBytes
  return (
    <div className="flex flex-col gap-2">
      {cut > 0 && (
        <p className="text-ink-2">
          The last {bytes(shownBytes)}; {bytes(cut)} before them are left out.
        </p>
      )}
      {/* Reachable by keyboard, since it scrolls; reversed, so that it begins at its end. */}
      <section
        tabIndex={0}
        aria-label="Log"
        className="flex max-h-[60dvh] flex-col-reverse overflow-auto rounded-md border border-line bg-sunken"
      >
        <pre className="px-3 py-2 font-mono whitespace-pre-wrap wrap-anywhere">{plain(text)}</pre>
      </section>
      <div className="flex items-center gap-3">
        <ButtonLink href={downloadHref} download>
          <DownloadIcon />
          Download log
        </ButtonLink>
        <span className="text-ink-2">{bytes(totalBytes)}</span>
      </div>
    </div>
  )
}

/** Terminal colours are for terminals; and of a progress bar's rewritten line its last state counts. */
function plain(text: string): string {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g')
  return text
    .replace(escapes, '')
    .replaceAll('\r\n', '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '')
}
