import { getMe } from '../client'
import { readConfiguration } from '../configuration'
import { result, time } from '../output'
import { readWords, type Verb } from '../verb'

export const me: Verb = {
  name: 'me',
  summary: 'Show who you are to the hub, and what your token may',
  help: 'hub me [--json]',

  async run(words, { env, terminal, interruption }) {
    readWords(words, {})
    const configuration = readConfiguration(env)
    const { actor, organization, roles, token } = await getMe(configuration, interruption.stop)
    const who = actor.kind === 'service_account' ? `${actor.name} (service account)` : actor.name
    const until = token?.expiresAt ? `until ${time(token.expiresAt)}` : 'without an end'
    result(terminal, { url: configuration.url, actor, organization, roles, token }, () => [
      `${who} in ${organization.name} (${organization.slug}) at ${configuration.url}`,
      `Roles: ${roles.join(', ') || 'none'}`,
      ...(token ? [`Token: ${token.scopes.join(', ')}, ${until}`] : []),
    ])
    return undefined
  },
}
