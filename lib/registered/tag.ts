import type { Ctx } from '../actor'
import { type AppError, expecting, forbidden, invalid } from '../errors'
import { updateModel } from '../models/update'
import { updateVersion } from '../versions/update'
import { locateRegistered, type RegisteredRef } from './find'
import type { RegisteredVersionRef } from './find-version'
import { getRegisteredVersion } from './read'
import { decideTo } from './transition'

type Setting = { key: string; value: string | null }

/** Sets a tag of a model; null removes it. One that is like that already is left. */
export async function tagModel(
  ctx: Ctx,
  { org, name, key, value }: RegisteredRef & Setting,
): Promise<void> {
  const { slug } = await locateRegistered(ctx, { org, name })
  await updateModel(ctx, { org, model: slug, tagValues: { [key]: value } }).catch(
    expecting(isUnchanged, () => null),
  )
}

/**
 * Sets a tag of a version; null removes it. `hub.approval` is a decision, which whoever may decide makes so;
 * what else begins with `hub.` is the hub's own.
 */
export async function tagVersion(
  ctx: Ctx,
  { org, name, version, key, value }: RegisteredVersionRef & Setting,
): Promise<void> {
  const found = await getRegisteredVersion(ctx, { org, name, version })
  if (key === 'hub.approval') return decide(ctx, { org, name, version }, value)
  const pinned = { org, model: found.model, version }
  await updateVersion(ctx, { ...pinned, tagValues: { [key]: value } }).catch(
    expecting(isUnchanged, () => null),
  )
}

async function decide(ctx: Ctx, ref: RegisteredVersionRef, value: string | null): Promise<void> {
  if (value === 'approved' || value === 'rejected' || value === 'pending')
    return decideTo(ctx, ref, value)
  if (value === null) throw forbidden('hub.approval is a tag of the hub itself. Nobody removes it.')
  throw invalid('hub.approval is set to approved, rejected or pending.')
}

/** Whether an error says that the tags are like that already. */
const isUnchanged = ({ details }: AppError) => details?.unchanged === true
