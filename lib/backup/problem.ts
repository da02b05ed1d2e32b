/** A backup or a restore that cannot be; the message says why and what to do. */
export class BackupProblem extends Error {
  override name = 'BackupProblem'
  readonly expected = true
}

/** The first few of many things, one a line. */
export function listed(things: readonly string[]): string {
  const most = 20
  const lines = things.slice(0, most).map((thing) => `  ${thing}`)
  if (things.length > most) lines.push(`  and ${things.length - most} more`)
  return lines.join('\n')
}
