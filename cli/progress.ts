import { bytes, printable, type Terminal } from './output'

export interface Progress {
  /** Adds to what is done, in bytes. */
  add(bytes: number): void
  /** Takes back what a failed attempt had counted. */
  undo(bytes: number): void
  /** Removes the bar from the terminal. */
  end(): void
}

const redrawMs = 100

/** Progress that nobody looks at. */
export const unseen: Progress = { add() {}, undo() {}, end() {} }

/** A bar on stderr when that is a terminal, otherwise nothing. `total` in bytes. */
export function startProgress(terminal: Terminal, label: string, total: number): Progress {
  if (!terminal.stderr.isTTY || total === 0) return unseen
  const startedAt = Date.now()
  let done = 0
  let drawnAt = 0
  const draw = () => {
    const now = Date.now()
    if (now - drawnAt < redrawMs && done < total) return
    drawnAt = now
    const columns = terminal.stderr.columns || 80
    const text = barText({ label, done, total, seconds: (now - startedAt) / 1000, columns })
    terminal.stderr.write(`\r${text}\u001b[K`)
  }
  return {
    add(size) {
      done += size
      draw()
    },
    undo(size) {
      done -= size
    },
    end() {
      if (drawnAt) terminal.stderr.write('\r\u001b[K')
    },
  }
}

export interface Bar {
  label: string
  /** Bytes. */
  done: number
  total: number
  /** Since the start. */
  seconds: number
  columns: number
}

/** One line that says how far a transfer is: label, bar, share, bytes, rate and time left. */
export function barText({ label, done, total, seconds, columns }: Bar): string {
  const share = total === 0 ? 1 : Math.min(Math.max(done / total, 0), 1)
  const percent = `${Math.floor(share * 100)}%`.padStart(4)
  const amount = `${bytes(done)} of ${bytes(total)}`
  const rate = seconds >= 0.5 ? `${bytes(done / seconds)}/s` : ''
  const left = seconds >= 2 && done > 0 && done < total ? timeLeft(done, total, seconds) : ''
  const facts = [percent, amount, rate, left].filter(Boolean).join('  ')
  // One column stays free, or some terminals wrap; four are the brackets and the spaces.
  const room = columns - 1 - facts.length - 4
  const name = printable(label).slice(0, Math.max(room - 12, 0))
  const width = Math.min(room - name.length, 30)
  if (width < 5) return facts.slice(0, Math.max(columns - 1, 0))
  const filled = Math.round(share * width)
  return `${name} [${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${facts}`
}

function timeLeft(done: number, total: number, seconds: number): string {
  const rest = Math.ceil(((total - done) * seconds) / done)
  if (rest < 60) return `${rest} s left`
  if (rest < 3600) return `${Math.ceil(rest / 60)} min left`
  return `${Math.ceil(rest / 3600)} h left`
}
