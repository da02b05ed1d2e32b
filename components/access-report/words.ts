import type { RolePath } from '@/lib/access-report/view'

/** Actions whose own words are no plain ones. */
const deeds: Record<string, string> = {
  'organization.read': 'open the organization',
  'audit.read': 'read the proofs of the log',
  'audit.export': 'take the log as a file',
  'member.reset': 'make a link for the new password of a member',
  'member.erase': 'erase the personal data of a member',
  'group_mapping.list': 'list what groups give',
  'group_mapping.set': 'say what a group gives',
  'group_mapping.remove': 'let a group give nothing',
  'team_member.add': 'add somebody to a team',
  'team_member.remove': 'take somebody out of a team',
  'review.request': 'ask for a review',
  'review.cancel': 'take back a request for a review',
  'run.create': 'start a run',
  'run.report': 'report on a run',
  'run.update': 'set the tags of a run',
  'run_group.create': 'start a task or pipeline',
  'run_group.finish': 'finish a task or pipeline',
  'datum_alias.move': 'move a file alias',
  'datum_alias.remove': 'remove a file alias',
  'recall.create': 'recall data',
  'blob.read': 'read a file',
  'blob.upload': 'upload a file',
}

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
  const own = deeds[action]
  if (own) return own
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
