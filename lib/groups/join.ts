import type { Ctx } from '../actor'
import { personBehind } from '../actor'
import type { ReadDb } from '../door'
import { conflict, forbidden, invalid } from '../errors'
import { findGroup, type GroupRef, type GroupTarget } from './find'

/**
 * The group that a new run or a new task becomes part of, which cannot end until that is there. Throws not
 * found, forbidden for another person's, conflict for one that has ended, invalid for a node it does not have.
 */
export async function groupToJoin(
  db: ReadDb,
  ctx: Ctx,
  ref: GroupRef,
  node: string | undefined,
): Promise<GroupTarget> {
  const target = await findGroup(db, ctx, ref, { lock: 'join' })
  const { group, called } = target
  if (group.createdBy !== personBehind(ctx.actor))
    throw forbidden(`Only the person who started ${called} may add to it.`)
  if (group.finishedAt)
    throw conflict(`${called} has already finished: ${group.state}. Start a new one.`, {
      code: 'group_finished',
    })
  const { nodes } = group.plan
  if (node !== undefined && nodes && !nodes.some(({ name }) => name === node))
    throw invalid(`node: ${called} has no node ${node}.`, {
      fields: { node: `${called} has no such node.` },
    })
  return target
}
