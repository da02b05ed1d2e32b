import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { runGroups } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Operation } from '../door'
import { conflict, isAppError } from '../errors'
import { findGroup, GroupRef } from './find'
import { viewGroup } from './load'
import { getGroup } from './queries'
import type { Group } from './view'

const Finish = GroupRef.extend({ state: z.enum(['completed', 'error', 'stopped']) })

/** Ends a task or pipeline. Ending it again the same way answers the same; another way is a conflict. */
export const finishGroup: Operation<typeof Finish, Group> = Object.assign(
  async (ctx: Ctx, input: z.input<typeof Finish>) => {
    try {
      return await finish(ctx, input)
    } catch (error) {
      const before = isAppError(error) && error.code === 'group_finished' && error.details?.state
      if (!before || before !== input.state) throw error
      return await getGroup(ctx, input)
    }
  },
  { action: 'run_group.finish' as const, input: Finish },
)

const finish = command({
  action: 'run_group.finish',
  input: Finish,
  load: (tx, input, ctx) => findGroup(tx, ctx, input, { lock: 'change' }),

  async run({ tx, subject, input: { state }, ctx }) {
    const { group, called } = subject
    if (group.finishedAt)
      throw conflict(`${called} has already finished: ${group.state}.`, {
        code: 'group_finished',
        details: { state: group.state },
      })
    await tx
      .update(runGroups)
      .set({ state, finishedAt: ctx.now() })
      .where(eq(runGroups.id, group.id))
    return {
      result: await viewGroup(tx, ctx, subject),
      change: { before: { state: group.state }, after: { state } },
    }
  },
})
