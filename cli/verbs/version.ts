import { version as own } from '../../package.json'
import { getVersion } from '../client'
import { hubUrl, savedUrl } from '../configuration'
import { result, tell } from '../output'
import { readWords, type Verb } from '../verb'

export const version: Verb = {
  name: 'version',
  summary: 'Show the version of this command line and of the hub',
  help: `hub version [--json]

Needs no token. Without a hub, from HUB_URL or hub login, it shows its own version alone.`,

  async run(words, { env, terminal, interruption }) {
    readWords(words, {})
    const given = env.HUB_URL ?? savedUrl(env)
    const url = given ? hubUrl(given) : null
    const hub = url ? await getVersion(url, interruption.stop) : null
    result(terminal, { cli: own, hub: hub && { url, ...hub } }, () => [
      `hub ${own}`,
      ...(hub ? [`Model Hub ${hub.version} (schema ${hub.schema}) at ${url}`] : []),
    ])
    if (hub && hub.version !== own)
      tell(
        terminal,
        `They differ. Get the one that goes with the hub: curl -o hub.mjs ${url}/cli/hub.mjs`,
      )
    return undefined
  },
}
