import type { Role } from '@/lib/actor'

/** The ladder, each step with all before it. */
export const ladderRoles = [
  { role: 'reader', says: 'reads every model that is open to the organization' },
  { role: 'contributor', says: 'registers versions, runs jobs, edits cards and notes' },
  { role: 'maintainer', says: 'also moves aliases and changes settings of models' },
  { role: 'admin', says: 'also manages members, tokens and the organization' },
] as const satisfies readonly { role: Role; says: string }[]

/** Roles that nothing implies. */
export const besideRoles = [
  { role: 'approver', says: 'approves and rejects versions' },
  { role: 'auditor', says: 'reads everything, the activity of all included' },
] as const satisfies readonly { role: Role; says: string }[]

/** The roles that a form sent, from what its fields said. */
export function rolesSent(values: Readonly<Record<string, string | undefined>>): Role[] {
  const step = ladderRoles.find(({ role }) => role === values.step)
  const others = besideRoles.filter(({ role }) => values[role] === 'yes')
  return [...(step ? [step.role] : []), ...others.map(({ role }) => role)]
}
