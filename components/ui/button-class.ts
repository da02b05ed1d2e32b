export type ButtonKind = 'primary' | 'quiet' | 'danger'

export const buttonBase =
  'inline-flex h-8 w-fit pointer-coarse:h-11 items-center justify-center gap-1.5 rounded-md border px-3 text-data whitespace-nowrap'

const looks: Record<ButtonKind, string> = {
  primary: 'border-ink bg-ink font-strong text-paper hover:opacity-85',
  quiet: 'border-line-strong bg-paper text-ink hover:bg-hover',
  danger: 'border-line-strong bg-paper text-rejected hover:bg-rejected-tint',
}

/** The classes of a button, for a link that leads on. */
export function buttonClass(kind: ButtonKind = 'quiet'): string {
  return `${buttonBase} ${looks[kind]}`
}
