import type { Pool } from 'pg'
import type { Ctx } from '@/lib/actor'
import { streamImpact } from '@/lib/lineage/csv'
import { getImpact } from '@/lib/lineage/impact'
import { getLineage } from '@/lib/lineage/queries'
import type { List } from './lists'
import { inTurn } from './measure'
import { explainLists, type Plan } from './plans'
import type { Pace } from './requests'
import { lineageRoot } from './seed'
import { callerOn, type Stage } from './stage'

export interface LineageFigures {
  /** What depends on the root, and the edges among that. */
  nodes: number
  edges: number
  /** Milliseconds of each question, once a round. */
  asked: Record<string, number[]>
  /** Things that the hub tells of, and how many of them an independent search finds as it tells them. */
  told: number
  agreed: number
  plans: Plan[]
}

/** Measures the lineage of everything that came of one dataset version, and checks it by brute force. */
export async function measureLineage(
  owner: Pool,
  stage: Stage,
  { rounds }: Pick<Pace, 'rounds'>,
): Promise<LineageFigures> {
  const admin = await callerOn(stage, 'admin')
  const questions = lineageQuestions(stage.landmarks.org)
  const timed = (ask: List['ask']) => async () => {
    const since = performance.now()
    await ask(admin)
    return performance.now() - since
  }
  for (const { ask } of questions) await ask(admin)
  const tasks = Object.fromEntries(questions.map(({ name, ask }) => [name, timed(ask)]))
  const asked = await inTurn(rounds, tasks)
  const plans = await explainLists(owner, questions, { admin, contributor: admin })
  return { asked, plans, ...(await checkedImpact(owner, stage)) }
}

/** What is asked of the lineage. */
export function lineageQuestions(org: string): List[] {
  const question = (name: string, ask: List['ask']): List => ({
    ...{ name, ask, as: 'admin', path: null, timed: false, searches: false },
  })
  const uri = lineageRoot
  // Looked up once, before anything is measured: it costs more than what is asked of it.
  let late: Promise<string> | undefined
  return [
    question('impact of a dataset version: 50 of all', (ctx) => getImpact(ctx, { org, uri })),
    question('its lineage, 5 steps down', (ctx) =>
      getLineage(ctx, { org, uri, direction: 'down' }),
    ),
    question('its lineage, 20 steps both ways', (ctx) => getLineage(ctx, { org, uri, depth: 20 })),
    question('lineage of a late version, 20 steps up', async (ctx) => {
      late ??= lateVersion(ctx, org)
      return getLineage(ctx, { org, uri: await late, direction: 'up', depth: 20 })
    }),
  ]
}

async function lateVersion(ctx: Ctx, org: string): Promise<string> {
  const { items } = await getImpact(ctx, { org, uri: lineageRoot, limit: 500 })
  return items.findLast(({ kind }) => kind === 'version')?.uri ?? lineageRoot
}

/** Compares everything that the hub tells with a search through all edges in memory, distances too. */
export async function checkedImpact(
  owner: Pool,
  stage: Stage,
): Promise<Pick<LineageFigures, 'nodes' | 'edges' | 'told' | 'agreed'>> {
  const { org } = stage.landmarks
  const { rows: edges } = await owner.query<{ from: string; to: string }>(
    'select from_id as "from", to_id as "to" from lineage_edges where not quiet',
  )
  const { rows: named } = await owner.query<{ id: string; uri: string }>(`
    select v.id, 'model://' || m.slug || '/v' || v.number as uri
      from versions v join models m on m.id = v.model_id
    union all select r.id, 'run://' || p.slug || '/' || r.number
      from runs r join projects p on p.id = r.project_id
    union all select v.id, 'dataset://' || d.slug || '/' || v.name
      from dataset_versions v join datasets d on d.id = v.dataset_id`)
  const uriOf = new Map(named.map(({ id, uri }) => [id, uri]))
  const root = named.find(({ uri }) => uri === lineageRoot)
  if (!root) throw new Error('The root of the lineage is not there.')
  const distances = search(edges, root.id)
  const expected = new Map([...distances].map(([id, at]) => [uriOf.get(id) ?? id, at]))
  let [told, agreed] = [0, 0]
  const stream = await streamImpact(await callerOn(stage, 'admin'), { org, uri: lineageRoot })
  for await (const piece of stream)
    for (const line of piece.trimEnd().split('\n')) {
      const [kind, uri = '', , , path = ''] = line.split(',')
      if (kind === 'kind' || kind === 'alias') continue
      told++
      if (path.split(' > ').length - 1 === expected.get(uri)) agreed++
    }
  const among = edges.filter(({ from, to }) => distances.has(from) && distances.has(to))
  return { nodes: distances.size, edges: among.length, told, agreed }
}

/** The distance of everything that can be reached, breadth first. */
function search(edges: readonly { from: string; to: string }[], root: string): Map<string, number> {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to])
  const found = new Map([[root, 0]])
  for (const [id, at] of found)
    for (const to of next.get(id) ?? []) if (!found.has(to)) found.set(to, at + 1)
  return found
}
