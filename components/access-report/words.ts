import type { RolePath } from '@/lib/access-report/view'

/** Verbs that are no plain words, with what stands before the noun. */
const verbs: Record<string, string> = {
  activity: 'see the activity of',
  access: 'see who has access to',
  configure: 'change the settings of',
  grant: 'give roles on',
  revoke: 'take roles back on',
  sign_out: 'sign out',
  update: 'edit',
  override: 'override the policy for',
}

/** An action in words: `version.approve` is "approve a version". */
export function deedOf(action: string): string {
  const [noun = '', verb = ''] = action.split('.')
  const thing = noun.replaceAll('_', ' ')
  const article =
    noun === 'lineage'
      ? ''
      : noun === 'organization'
        ? 'the '
        : /^[aeiou]/.test(noun)
          ? 'an '
          : 'a '
  if (verb === 'list') return `list ${thing}s`
  if (noun === 'organization' && verb === 'read') return 'open the organization'
  return `${verbs[verb] ?? verb.replaceAll('_', ' ')} ${article}${thing}`
}

/** Which role an action takes. */
export function needWords(action: string, needs: readonly string[]): string {
  const higher = needs.includes('contributor') || needs.includes('maintainer')
  const role = needs.includes('reader') ? 'any role here' : `the ${needs.join(' or ')} role`
  const but = needs.includes('reader') && !needs.includes('auditor') ? ' but auditor' : ''
  return `To ${deedOf(action)} takes ${role}${higher ? ' or a higher one' : ''}${but}.`
}

/** Where a role comes from: "approver of the project lab, through the team Risk". */
export function pathWords({ role, from, project, team }: RolePath): string {
  const where = {
    organization: 'of the organization',
    project: project ? `of the project ${project}` : 'of a project',
    model: 'of this model',
  }[from]
  return `${role} ${where}${team ? `, through the team ${team.name}` : ''}`
}
