/**
 * How much a run of the fault suite does: little and the same within `npm test`, all of it by `npm run
 * faults`, which sets the sizes and another seed each time. That is printed, so that a run can be repeated.
 */
const whole = (name: string, usual: number): number => {
  const value = Number(process.env[name] ?? usual)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`${name} is a whole number from 1.`)
  return value
}

export const sizes = {
  kills: whole('HUB_FAULT_KILLS', 6),
  calls: whole('HUB_FAULT_CALLS', 600),
  slow: whole('HUB_FAULT_SLOW', 60),
  files: whole('HUB_FAULT_FILES', 300),
}

export const seed = whole('HUB_FAULT_SEED', 1)

/** Prints a line of the report, past the reporter's own lines. */
export function say(line: string): void {
  process.stdout.write(`  ${line}\n`)
}
