import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type CardBlock, versions } from '@/db/schema/tables'
import { sectionOf } from '../cards/sections'
import { blocksOf } from '../cards/write'
import type { ReadDb } from '../door'
import type { VersionTarget } from './find'

/** Whether something that a policy requires is there. */
export const EvidenceResult = z
  .object({
    item: z.string().describe('As the policy names it: `card:Risks`, `metric:accuracy`'),
    ok: z.boolean(),
    message: z.string().describe('In words, with what to do where it is missing'),
  })
  .meta({ id: 'EvidenceResult' })
export type EvidenceResult = z.infer<typeof EvidenceResult>

/** What there is of the things that a policy may require. */
export interface EvidenceFacts {
  note: string
  run: boolean
  commit: boolean
  dataset: boolean
  /** By key, as texts: NaN is a metric that was not measured. */
  metrics: Record<string, string>
  params: string[]
  fields: string[]
  card: CardBlock[]
}

/** The categories of the card among what is required. */
export function requiredSections(items: readonly string[]): string[] {
  return items.flatMap((item) => (item.startsWith('card:') ? [item.slice('card:'.length)] : []))
}

/** Looks at a version for each thing required; asks the database only where something is. */
export async function evidenceResults(
  db: ReadDb,
  target: VersionTarget,
  items: readonly string[],
): Promise<EvidenceResult[]> {
  if (items.length === 0) return []
  const facts = await factsOf(db, target)
  return items.map((item) => evidenceResult(item, facts))
}

/** Pure. */
export function evidenceResult(item: string, facts: EvidenceFacts): EvidenceResult {
  const [kind, key] = split(item)
  const answer = (ok: boolean, there: string, todo: string) => ({
    item,
    ok,
    message: ok ? there : todo,
  })
  switch (kind) {
    case 'note':
      return answer(facts.note.trim() !== '', 'It has a note.', 'It has no note. Write one.')
    case 'run':
      return answer(facts.run, 'A run made it.', noRun)
    case 'commit':
      if (!facts.run) return answer(false, '', noRun)
      return answer(
        facts.commit,
        'Its run tells the commit of its code.',
        'Its run tells no commit. Train it from a Git checkout and register that run.',
      )
    case 'dataset':
      if (!facts.run) return answer(false, '', noRun)
      return answer(
        facts.dataset,
        'Its run took a version of a dataset.',
        'Its run took no version of a dataset. Give its inputs as dataset:// and register that run.',
      )
    case 'card':
      return answer(
        sectionOf(facts.card, key).length > 0,
        `The card has the section ${key}.`,
        `The card has no section ${key}. Write a block of that category.`,
      )
    case 'field':
      return answer(
        facts.fields.includes(key),
        `The model says something in the field ${key}.`,
        `The model says nothing in the field ${key}. Fill it in.`,
      )
    case 'param':
      return answer(
        facts.params.includes(key),
        `It has the parameter ${key}.`,
        `It has no parameter ${key}. Register one that has.`,
      )
    case 'metric':
      return metricResult(item, key, facts.metrics)
    default:
      // Written by a later hub, say: what is not understood is not there.
      return { item, ok: false, message: `This hub does not know what ${item} means.` }
  }
}

function metricResult(item: string, key: string, metrics: EvidenceFacts['metrics']) {
  const value = Object.hasOwn(metrics, key) ? metrics[key] : undefined
  if (value === undefined)
    return { item, ok: false, message: `It has no metric ${key}. Register one that was measured.` }
  if (!Number.isFinite(Number(value)))
    return { item, ok: false, message: `${key} is ${value}, which is no measurement.` }
  return { item, ok: true, message: `It has the metric ${key}.` }
}

const noRun = 'No run made it. Register a version from a run.'

function split(item: string): [kind: string, key: string] {
  const at = item.indexOf(':')
  return at < 0 ? [item, ''] : [item.slice(0, at), item.slice(at + 1)]
}

async function factsOf(db: ReadDb, { version, model }: VersionTarget): Promise<EvidenceFacts> {
  const [found] = await db
    .select({
      commit: sql<boolean>`exists (select 1 from runs r
        where r.id = versions.run_id and r.commit is not null)`,
      dataset: sql<boolean>`exists (select 1 from run_inputs i
        where i.run_id = versions.run_id and i.resolved like 'dataset://%')`,
      metrics: sql<Record<string, string> | null>`(select json_object_agg(m.key, m.value::text)
        from version_metrics m where m.version_id = versions.id)`,
      params: sql<string[]>`array(select p.key from version_params p
        where p.version_id = versions.id)`,
      fields: sql<string[]>`array(select f.key from model_fields v
        join field_definitions f on f.id = v.field_id
        where v.model_id = versions.model_id and f.removed_at is null)`,
    })
    .from(versions)
    .where(eq(versions.id, version.id))
  if (!found) throw new Error('A version that was just found is gone.')
  return {
    ...found,
    metrics: found.metrics ?? {},
    note: version.note,
    run: version.runId !== null,
    card: await blocksOf(db, model),
  }
}
