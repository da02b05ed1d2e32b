interface Problem {
  message: string
  /** From 1. */
  column: number
  length: number
}

const room = 60

/** Each problem under the place of the text that it is about. */
export function underlined(text: string, problems: readonly unknown[]): string[] {
  return problems.filter(isProblem).flatMap(({ message, column, length }) => {
    const at = column - 1
    // A long text is shown from a little before the place.
    const start = text.length <= room || at < room - 10 ? 0 : at - 20
    const shown = text.slice(start, start + room).replace(/\s/g, ' ')
    const carets = Math.max(1, Math.min(length, start + room - at))
    const before = `${' '.repeat(start > 0 ? 1 : 0)}${' '.repeat(at - start)}`
    return [
      `  ${start > 0 ? '…' : ''}${shown}${text.length > start + room ? '…' : ''}`,
      `  ${before}${'^'.repeat(carets)}`,
      `  ${message}`,
    ]
  })
}

function isProblem(value: unknown): value is Problem {
  const { message, column, length } = (value ?? {}) as Partial<Record<keyof Problem, unknown>>
  return typeof message === 'string' && typeof column === 'number' && typeof length === 'number'
}
