import { text } from 'node:stream/consumers'
import { getMe } from '../client'
import { checkToken, hubUrl, saveConfiguration, savedUrl } from '../configuration'
import { result, tell } from '../output'
import { askSecret } from '../secret'
import { readWords, type Surroundings, type Verb } from '../verb'

export const login: Verb = {
  name: 'login',
  summary: 'Save which hub you use and your token for it',
  help: `hub login [URL] [--token TOKEN]

  URL          Address of the hub; without it the one used last, or http://localhost:3000
  --token T    The token. Without it you are asked; when stdin is no terminal it is read from there

Tokens are made on the hub's page Settings, Tokens. The token is checked before it is saved, in
~/.config/model-hub/config.json, readable by you alone. HUB_URL, HUB_TOKEN and HUB_ORG go before
what is saved there.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, { token: { type: 'string' } }, 1)
    const { env, terminal, interruption } = surroundings
    const url = hubUrl(positionals[0] ?? env.HUB_URL ?? savedUrl(env) ?? 'http://localhost:3000')
    const token = checkToken(values.token ?? (await askToken(url, surroundings)))
    const me = await getMe({ url, token, org: null }, interruption.stop)
    const org = me.organization.slug
    const path = saveConfiguration(env, { url, token, org })
    if (isReadOnTheWay(url)) tell(terminal, `Warning: to ${url} your token travels unencrypted.`)
    result(terminal, { url, ...me }, () => [
      `Signed in to ${me.organization.name} (${org}) at ${url} as ${me.actor.name}.`,
      `Saved in ${path}.`,
    ])
    return undefined
  },
}

async function askToken(url: string, { stdin, terminal, interruption }: Surroundings) {
  if (!stdin.isTTY) return await text(stdin)
  return await askSecret(`Token for ${url}: `, stdin, terminal.stderr, interruption)
}

function isReadOnTheWay(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !/^(localhost|127\..*|\[::1\])$/.test(hostname)
}
