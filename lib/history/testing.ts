/**
 * What the log alone says of a moment: its bodies are read in their order, with no look at any table. For the
 * test that holds the answers about the past against it.
 */
export interface Logged {
  at: string
  action: string
  outcome: string
  subject: { id: string | null; uri: string }
  after: { [key: string]: unknown } | null
}

export interface Replayed {
  /** By number: what each version of the model was. */
  versions: Map<number, { state: string; life: string }>
  latest: number | null
  newest: number | null
  aliases: Map<string, number>
  /** By name: the number of the revision and what it served, as `name version weight`. */
  deployments: Map<string, { revision: number; variants: string[] }>
}

/** Replays what was done until a moment, that moment included. */
export function replay(events: readonly Logged[], until: string): Replayed {
  const versions: Replayed['versions'] = new Map()
  const aliases: Replayed['aliases'] = new Map()
  const deployments: Replayed['deployments'] = new Map()
  for (const { action, outcome, subject, after, at } of events) {
    if (outcome !== 'done' || at > until) continue
    const [kind] = action.split('.')
    const name = subject.uri.split('/').at(-1) ?? ''
    if (kind === 'version') {
      const number = Number(name.replace(/^v/, ''))
      if (action === 'version.register') versions.set(number, { state: 'pending', life: 'live' })
      const known = versions.get(number)
      if (known && after) versions.set(number, { ...known, ...axes(after) })
    }
    if (action === 'alias.move') aliases.set(name, Number(after?.version))
    if (action === 'alias.remove') aliases.delete(name)
    if (kind === 'deployment' && after?.revision) {
      const split = after.variants as { name: string; version: number; weight: number }[]
      const variants = split.map((one) => `${one.name} ${one.version} ${one.weight}`)
      deployments.set(name, { revision: Number(after.revision), variants })
    }
  }
  const live = [...versions].filter(([, { life }]) => life === 'live')
  const approved = live.filter(([, { state }]) => state === 'approved')
  const highest = (of: typeof live) =>
    of.reduce((most, [number]) => Math.max(most, number), 0) || null
  return { versions, latest: highest(approved), newest: highest(live), aliases, deployments }
}

const axes = ({ state, life }: { [key: string]: unknown }) => ({
  ...(typeof state === 'string' && { state }),
  ...(typeof life === 'string' && { life }),
})
