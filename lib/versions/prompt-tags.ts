import { and, eq, inArray } from 'drizzle-orm'
import { decisions, versionTags } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb, Tx } from '../door'
import { forbidden } from '../errors'
import { isAnyUsable } from '../policies/usable'
import type { VersionRow, VersionTarget } from './find'

/**
 * MLflow's clients keep a prompt in the tags of a version, which has no files: those tags are what is decided on
 * and what is used.
 */

const contents: readonly string[] = [
  'mlflow.prompt.text',
  '_mlflow_prompt_response_format',
  '_mlflow_prompt_model_config',
]
const kinds: readonly string[] = ['mlflow.prompt.is_prompt', '_mlflow_prompt_type']

/** Whether a tag holds what a prompt says. */
export const isPromptContent = (key: string) => contents.includes(key)

/**
 * Throws forbidden where tags that make up a prompt would become others; new ones come to a version that nobody
 * has decided on. The version is locked.
 */
export async function requireSamePrompt(
  tx: Tx,
  { id, number, tags }: Pick<VersionRow, 'id' | 'number' | 'tags'>,
  wanted: ReadonlyMap<string, string | null>,
): Promise<void> {
  const keys = [...wanted.keys()].filter((key) => contents.includes(key) || kinds.includes(key))
  if (keys.length === 0) return
  const { key, value } = versionTags
  const rows = await tx
    .select({ key, value })
    .from(versionTags)
    .where(and(eq(versionTags.versionId, id), inArray(key, keys)))
  const held = new Map([...tags.map((tag) => [tag, ''] as const), ...rows.map(pairOf)])
  const changed = keys.filter((one) => (held.get(one) ?? null) !== wanted.get(one))
  if (changed.length === 0) return
  const replaced = changed.find((one) => held.has(one))
  if (!replaced) {
    const ofThis = eq(decisions.versionId, id)
    const [decided] = await tx.select({ id: decisions.id }).from(decisions).where(ofThis).limit(1)
    if (!decided) return
  }
  throw forbidden(
    `${replaced ?? changed[0]} is part of the prompt that is v${number}, and stays. Register a new version.`,
  )
}

/** The same version without what its prompt says, where the policy keeps it out of the caller's use. */
export async function withoutHeldPrompt<T extends { tagValues: Record<string, string> }>(
  db: ReadDb,
  ctx: Ctx,
  target: VersionTarget,
  version: T,
): Promise<T> {
  const held = await isPromptHeld(db, ctx, target, Object.keys(version.tagValues))
  if (!held) return version
  const told = Object.entries(version.tagValues).filter(([key]) => !isPromptContent(key))
  return { ...version, tagValues: Object.fromEntries(told) }
}

/** Whether tags of these keys hold a prompt that the caller may not use now. */
export async function isPromptHeld(
  db: ReadDb,
  ctx: Ctx,
  target: VersionTarget,
  keys: readonly string[],
): Promise<boolean> {
  return keys.some(isPromptContent) && !(await isAnyUsable(db, ctx, [target]))
}

const pairOf = ({ key, value }: { key: string; value: string }) => [key, value] as const
