import type { Action } from '@/lib/access'
import type { Event } from '@/lib/activity/view'
import { fieldOf, metricOf } from '@/lib/paths'

/** Each action as past tense and as infinitive: "approved v3", "tried to approve v3". */
const verbs: Partial<Record<Action, readonly [string, string]>> &
  Record<string, readonly [string, string]> = {
  'organization.read': ['read', 'read'],
  'organization.create': ['created', 'create'],
  'organization.update': ['changed', 'change'],
  'organization.activity': ['read the activity of', 'read the activity of'],
  'member.list': ['listed the members of', 'list the members of'],
  'member.add': ['added', 'add'],
  'member.update': ['changed the roles of', 'change the roles of'],
  'member.remove': ['removed', 'remove'],
  'member.password': ['set a new password for', 'set a new password for'],
  'member.rename': ['changed the name of', 'change the name of'],
  'member.reset': ['made a link for a new password of', 'make a link for a new password of'],
  'member.sign_out': ['signed out', 'sign out'],
  'member.erase': ['erased the personal data of', 'erase the personal data of'],
  'member.sync': ['synchronised the groups of', 'synchronise the groups of'],
  'invitation.list': ['listed the invitations of', 'list the invitations of'],
  'invitation.create': ['invited someone to', 'invite someone to'],
  'invitation.revoke': ['took back an invitation to', 'take back an invitation to'],
  'invitation.accept': ['accepted an invitation to', 'accept an invitation to'],
  'group_mapping.list': ['listed the groups of', 'list the groups of'],
  'group_mapping.set': ['mapped the group', 'map the group'],
  'group_mapping.remove': ['no longer maps the group', 'stop mapping the group'],
  'team.list': ['listed the teams of', 'list the teams of'],
  'team.create': ['created the team', 'create the team'],
  'team.update': ['changed the team', 'change the team'],
  'team.remove': ['removed the team', 'remove the team'],
  'team_member.add': ['added somebody to the team', 'add somebody to the team'],
  'team_member.remove': ['took somebody out of the team', 'take somebody out of the team'],
  'service_account.list': ['listed the service accounts of', 'list the service accounts of'],
  'service_account.create': ['created the service account', 'create the service account'],
  'service_account.update': ['changed the service account', 'change the service account'],
  'service_account.disable': ['disabled the service account', 'disable the service account'],
  'organization.access': ['read who has access to', 'read who has access to'],
  'organization.grant': ['gave a role in', 'give a role in'],
  'organization.revoke': ['took a role back in', 'take a role back in'],
  'audit.read': ['read the proofs of', 'read the proofs of'],
  'audit.export': ['exported the log of', 'export the log of'],
  'audit.rekey': ['gave a new key to the log of', 'give a new key to the log of'],
  'policy.read': ['read the policy of', 'read the policy of'],
  'policy.set': ['set the policy of', 'set the policy of'],
  'version.override': ['approved by override', 'approve by override'],
  'version.expire': ['recorded the end of the approval of', 'record the end of the approval of'],
  'review.request': ['asked for a review of', 'ask for a review of'],
  'review.cancel': ['took back a request to review', 'take back a request to review'],
  'token.list': ['listed the tokens of', 'list the tokens of'],
  'token.create': ['created', 'create'],
  'token.revoke': ['revoked', 'revoke'],
  'session.revoke': ['ended a session of', 'end a session of'],
  'project.read': ['read', 'read'],
  'project.create': ['created the project', 'create the project'],
  'project.update': ['changed the project', 'change the project'],
  'project.access': ['read who has access to', 'read who has access to'],
  'project.grant': ['gave a role in the project', 'give a role in the project'],
  'project.revoke': ['took a role back in the project', 'take a role back in the project'],
  'project.archive': ['archived the project', 'archive the project'],
  'project.restore': ['restored the project', 'restore the project'],
  'project.delete': ['deleted the project', 'delete the project'],
  'project.purge': ['let the files go of the project', 'let the files go of the project'],
  'model.read': ['read', 'read'],
  'model.activity': ['read the activity of', 'read the activity of'],
  'model.create': ['created the model', 'create the model'],
  'model.update': ['edited', 'edit'],
  'model.configure': ['changed the settings of', 'change the settings of'],
  'model.access': ['read who has access to', 'read who has access to'],
  'model.grant': ['gave a role on', 'give a role on'],
  'model.revoke': ['took a role back on', 'take a role back on'],
  'model.archive': ['archived', 'archive'],
  'model.restore': ['restored', 'restore'],
  'model.delete': ['deleted', 'delete'],
  'model.purge': ['let the files go of', 'let the files go of'],
  'card.update': ['edited the card of', 'edit the card of'],
  'image.upload': ['uploaded an image to', 'upload an image to'],
  'field.define': ['defined the field', 'define the field'],
  'field.remove': ['removed the field', 'remove the field'],
  'metric.define': ['defined the metric', 'define the metric'],
  'comment.create': ['commented on', 'comment on'],
  'comment.update': ['edited a comment on', 'edit a comment on'],
  'comment.delete': ['deleted a comment on', 'delete a comment on'],
  'version.read': ['read', 'read'],
  'version.use': ['used', 'use'],
  'version.register': ['registered', 'register'],
  'version.update': ['edited', 'edit'],
  'version.archive': ['archived', 'archive'],
  'version.restore': ['restored', 'restore'],
  'version.delete': ['deleted', 'delete'],
  'version.purge': ['let the files go of', 'let the files go of'],
  'version.approve': ['approved', 'approve'],
  'version.reject': ['rejected', 'reject'],
  'version.withdraw': ['withdrew the decision on', 'withdraw the decision on'],
  'version.evidence': ['brought new evidence to', 'bring new evidence to'],
  'alias.move': ['moved the alias', 'move the alias'],
  'alias.remove': ['removed the alias', 'remove the alias'],
  'run.read': ['read', 'read'],
  'run.create': ['started', 'start'],
  'run.report': ['reported on', 'report on'],
  'run.finish': ['finished', 'finish'],
  'run.update': ['set the tags of', 'set the tags of'],
  'run.stop': ['asked to stop', 'ask to stop'],
  'run.reopen': ['reopened', 'reopen'],
  'run.input': ['recorded what was taken by', 'record what was taken by'],
  'run.delete': ['deleted', 'delete'],
  'run.restore': ['restored', 'restore'],
  'experiment.read': ['read the experiment', 'read the experiment'],
  'experiment.create': ['created the experiment', 'create the experiment'],
  'experiment.update': ['changed the experiment', 'change the experiment'],
  'experiment.delete': ['deleted the experiment', 'delete the experiment'],
  'experiment.restore': ['restored the experiment', 'restore the experiment'],
  'logged_model.read': ['read the candidate', 'read the candidate'],
  'logged_model.create': ['logged the candidate', 'log the candidate'],
  'logged_model.report': ['reported to the candidate', 'report to the candidate'],
  'run_group.create': ['started', 'start'],
  'run_group.finish': ['finished', 'finish'],
  'dataset.read': ['read', 'read'],
  'dataset.create': ['created the dataset', 'create the dataset'],
  'dataset.update': ['edited the dataset', 'edit the dataset'],
  'dataset.archive': ['archived the dataset', 'archive the dataset'],
  'dataset.restore': ['restored the dataset', 'restore the dataset'],
  'dataset.delete': ['deleted the dataset', 'delete the dataset'],
  'dataset.purge': ['let the files go of the dataset', 'let the files go of the dataset'],
  'dataset_version.register': ['registered', 'register'],
  'dataset_version.update': ['edited', 'edit'],
  'deployment.read': ['read the deployment', 'read the deployment'],
  'deployment.create': ['created the deployment', 'create the deployment'],
  'deployment.update': ['changed the deployment', 'change the deployment'],
  'deployment.revise': ['deployed to', 'deploy to'],
  'deployment.rollback': ['rolled back', 'roll back'],
  'deployment.stop': ['stopped serving in', 'stop serving in'],
  'deployment.archive': ['archived the deployment', 'archive the deployment'],
  'deployment.restore': ['restored the deployment', 'restore the deployment'],
  'deployment.follow': ['followed in', 'follow in'],
  'deployment.evaluate': ['asked the deployment', 'ask the deployment'],
  'deployment.observe': ['reported outcomes of', 'report outcomes of'],
  'webhook.list': ['listed the webhooks of', 'list the webhooks of'],
  'webhook.create': ['created', 'create'],
  'webhook.update': ['changed', 'change'],
  'webhook.rotate': ['gave a new secret to', 'give a new secret to'],
  'webhook.test': ['tested', 'test'],
  'webhook.replay': ['sent again to', 'send again to'],
  'webhook.remove': ['removed', 'remove'],
  'webhook.pause': ['paused', 'pause'],
  'dataset_alias.move': ['moved the alias', 'move the alias'],
  'dataset_alias.remove': ['removed the alias', 'remove the alias'],
  'datum_alias.move': ['moved the file alias', 'move the file alias'],
  'datum_alias.remove': ['removed the file alias', 'remove the file alias'],
  'lineage.read': ['read the lineage of', 'read the lineage of'],
  'lineage.report': ['reported lineage to', 'report lineage to'],
  'recall.create': ['recalled', 'recall'],
  'recall.lift': ['lifted the recall of', 'lift the recall of'],
  'blob.read': ['read a file', 'read a file'],
  'blob.upload': ['uploaded a file', 'upload a file'],
}

/** What was done, as the middle of a sentence: "approved", "tried to approve". */
export function verbOf({ action, outcome }: Pick<Event, 'action' | 'outcome'>): string {
  const [past, infinitive] = verbs[action] ?? [`did ${action} to`, `do ${action} to`]
  return outcome === 'refused' ? `tried to ${infinitive}` : past
}

/** The actions that have words, for a filter's list. */
export const spokenActions: readonly string[] = Object.keys(verbs)

/** What it was done to, without the scheme: "churn v3", "penguins #7", "v3" on the model's own page. */
export function subjectLabel({ uri }: Pick<Event['subject'], 'uri'>, withinModel?: string): string {
  const [, project, group] = /^\/[^/]+\/projects\/([^/]+)\/groups\/(\d+)$/.exec(uri) ?? []
  if (project) return `task or pipeline ${group} of ${project}`
  const named = metricOf(uri) ?? fieldOf(uri)
  if (named !== null) return named
  const [scheme = '', rest = ''] = uri.split('://')
  if (!rest) return hubPathLabel(uri)
  const parts = rest.replace(/\/$/, '').split('/')
  if (scheme === 'run') return `${parts.slice(0, -1).join('/')} #${parts.at(-1)}`
  if (scheme !== 'model') return rest
  const own = withinModel !== undefined && parts[0] === withinModel && parts.length > 1
  return (own ? parts.slice(1) : parts).join(' ')
}

/** What has no URI is named by its page: "/acme/settings/teams/risk" is "risk". */
function hubPathLabel(uri: string): string {
  const [, org, area, name] =
    /^\/([^/]*)(?:\/(?:settings\/)?([^/?]+))?(?:\/([^/?]+)$)?/.exec(uri) ?? []
  if (area === 'webhooks') return 'a webhook'
  if (name) return name
  const group = /\/settings\/groups\?change=([^&]+)/.exec(uri)?.[1]
  if (group) return decodeURIComponent(group)
  if (area === 'tokens') return 'a token'
  if (area === 'members') return 'a member'
  if (org === 'me') return 'their account'
  if (area === undefined && uri.startsWith('/')) return org ? 'the organization' : 'the hub'
  return area === 'invitations' ? 'the organization' : uri
}
