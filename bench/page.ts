import { type Call, inTurn, repeat, type Sample } from './measure'
import type { Pace } from './requests'
import { scriptsOf, weigh } from './scripts'
import type { Serving } from './servers'
import type { Stage } from './stage'

export interface FirstPage {
  /** The inventory as HTML, and the same rows as JSON. */
  page: Sample[]
  api: Sample[]
  /** Bytes of all scripts that the page names, as they travel. */
  scripts: number
}

/** The first page that a person sees after signing in: the inventory. */
export async function measurePage(
  stage: Stage,
  hub: Serving,
  { rounds, forMs, warm }: Pace,
): Promise<FirstPage> {
  const { org } = stage.landmarks
  const headers = { cookie: `hub-session=${stage.session}`, 'accept-encoding': 'gzip' }
  const page: Call = { url: `${hub.url}/${org}/models`, headers }
  const api: Call = {
    url: `${hub.url}/api/v1/${org}/models`,
    headers: { authorization: `Bearer ${stage.secrets.contributor}` },
  }
  for (const call of [page, api]) await repeat(call, hub.pid, 0, warm / 4)
  const found = await inTurn(rounds, {
    page: () => repeat(page, hub.pid, forMs),
    api: () => repeat(api, hub.pid, forMs),
  })
  const html = await (await fetch(page.url, { headers: { cookie: headers.cookie } })).text()
  const sent = await weigh(scriptsOf(html, page.url))
  return { ...found, scripts: sent.reduce((sum, { bytes }) => sum + bytes, 0) }
}
