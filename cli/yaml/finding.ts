export type Severity = 'error' | 'warning' | 'note'

/** The kinds of items that a valohai.yaml is a list of. */
export const itemKinds = ['step', 'task', 'pipeline', 'endpoint', 'deployment'] as const
export type ItemKind = (typeof itemKinds)[number]

/** Something to say about a place in a valohai.yaml. */
export interface Finding {
  severity: Severity
  /** Both from 1. */
  line: number
  column: number
  /** What is so: a sentence. */
  message: string
  /** How to mend it: a sentence. */
  fix: string | null
  /** The item that it is in; null when it is about the file as a whole. */
  item: { kind: ItemKind; name: string | null } | null
}

/** `valohai.yaml:12:7 error  min is above max. Fix: Swap them.` */
export function inWords(file: string, finding: Finding): string {
  const { severity, line, column } = finding
  return `${file}:${line}:${column} ${severity}  ${sentences(finding)}`
}

/** What is so and how to mend it, without the place. */
export function sentences({ message, fix }: Finding): string {
  if (!fix) return message
  // A question is an answer already.
  return fix.endsWith('?') ? `${message} ${fix}` : `${message} Fix: ${fix}`
}

/** As they stand in the file. */
export function inOrder(findings: Finding[]): Finding[] {
  return findings.toSorted((a, b) => a.line - b.line || a.column - b.column)
}
