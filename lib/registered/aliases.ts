import type { Ctx } from '../actor'
import { moveAlias, removeAlias } from '../aliases/move'
import { expecting, invalid, isNotFound } from '../errors'
import { locateRegistered, type RegisteredRef } from './find'
import { getRegisteredVersion } from './read'

/** Points an alias at a version, wherever it pointed before. `approved` follows approval, and nobody sets it. */
export async function setAlias(
  ctx: Ctx,
  { org, name, alias, version }: RegisteredRef & { alias: string; version: number },
): Promise<void> {
  checkAlias(alias)
  const { model } = await getRegisteredVersion(ctx, { org, name, version })
  await moveAlias(ctx, { org, model, alias, version })
}

/** Removes an alias; where there is none, that is done already. */
export async function dropAlias(
  ctx: Ctx,
  { org, name, alias }: RegisteredRef & { alias: string },
): Promise<void> {
  const { slug } = await locateRegistered(ctx, { org, name })
  checkAlias(alias)
  await removeAlias(ctx, { org, model: slug, alias }).catch(expecting(isNotFound, () => null))
}

/** Throws invalid, in MLflow's words, for what it takes for no alias. */
function checkAlias(alias: string): void {
  if (alias === '') throw invalid('Registered model alias name cannot be empty.')
  if (alias.toLowerCase() === 'latest')
    throw invalid("'latest' alias name (case insensitive) is reserved.")
  if (/^v\d+$/i.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`)
}
