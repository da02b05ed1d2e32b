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
  /** The model was deleted, or the project of its deployments was. */
  deleted: { model: boolean; project: boolean }
  /** What the policy kept from being latest. */
  excluded: boolean
}

/** Replays what was done until a moment, that moment included. */
export function replay(events: readonly Logged[], until: string): Replayed {
  const versions: Replayed['versions'] = new Map()
  const aliases: Replayed['aliases'] = new Map()
  const deployments: Replayed['deployments'] = new Map()
  const deleted = { model: false, project: false }
  const recalls = new Map<string, number>()
  let excludes: readonly string[] = []
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
    if (kind === 'model' && after?.life) deleted.model = action === 'model.delete'
    if (kind === 'project' && after?.life) deleted.project = action === 'project.delete'
    if (action === 'recall.create') recalls.set(String(after?.recall), Number(name.slice(1)))
    if (action === 'recall.lift') recalls.delete(String(after?.recall))
    if (action === 'policy.set')
      excludes = (after?.rules as { exclude?: string[] } | undefined)?.exclude ?? []
    if (kind === 'deployment' && after?.revision) {
      const split = after.variants as { name: string; version: number; weight: number }[]
      const variants = split.map((one) => `${one.name} ${one.version} ${one.weight}`)
      deployments.set(name, { revision: Number(after.revision), variants })
    }
  }
  const live = [...versions].filter(([, { life }]) => life === 'live')
  const approved = live.filter(([, { state }]) => state === 'approved')
  const recalled = new Set(excludes.includes('recalled') ? recalls.values() : [])
  const wanted = approved.filter(([number]) => !recalled.has(number))
  const highest = (of: typeof live) =>
    of.reduce((most, [number]) => Math.max(most, number), 0) || null
  return {
    ...{ versions, latest: highest(wanted), newest: highest(live), aliases, deployments, deleted },
    excluded: highest(wanted) !== highest(approved),
  }
}

const axes = ({ state, life }: { [key: string]: unknown }) => ({
  ...(typeof state === 'string' && { state }),
  ...(typeof life === 'string' && { life }),
})
