import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { deployments } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Change } from '../audit/event'
import { command } from '../command'
import type { ReadDb, Tx } from '../door'
import { conflict, invalid } from '../errors'
import { Note, PlainText } from '../view'
import { requireSeen, variantsIn } from './current'
import {
  DeploymentRef,
  type DeploymentRow,
  type DeploymentTarget,
  findDeployment,
  requireInUse,
} from './find'
import { viewDeployment } from './load'
import { TargetLabel } from './view'

export const Edits = z.object({
  description: PlainText(10_000).optional(),
  follows: z
    .boolean()
    .optional()
    .describe('Whether a revision is made when latest or an alias that it was asked by moves'),
  target: TargetLabel.optional().describe('Only while it serves nothing'),
})

export type Edits = z.output<typeof Edits>

/** Changes what is said of a deployment, and whether it follows. Its name is for ever: applications use it. */
export const updateDeployment = command({
  action: 'deployment.update',
  input: DeploymentRef.extend({ ...Edits.shape, note: Note.optional().describe('Why') }),
  load: (tx, input, ctx) => findDeployment(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { change } = await editDeployment(tx, ctx, subject, input)
    const { organizationId, id } = subject.deployment
    return {
      result: await viewDeployment(tx, ctx, organizationId, id),
      change: { ...change, note: input.note },
    }
  },
})

/** Changes a locked deployment. Throws conflict for another target while it serves something. */
export async function editDeployment(
  tx: Tx,
  ctx: Ctx,
  subject: DeploymentTarget,
  edits: Edits,
): Promise<{ deployment: DeploymentRow; change: Pick<Change, 'before' | 'after'> }> {
  await requireEditable(tx, ctx, subject, edits)
  const { deployment: was } = subject
  const { description, follows, target } = edits
  const [is] = await tx
    .update(deployments)
    .set({
      ...{ description, follows, target, updatedAt: ctx.now() },
      ...(follows === false && { followProblem: null }),
    })
    .where(eq(deployments.id, was.id))
    .returning()
  if (!is) throw new Error('A deployment that is locked is gone.')
  const told = ({ description, follows, target }: typeof was) => ({ description, follows, target })
  return { deployment: is, change: { before: told(was), after: told(is) } }
}

/** Throws for what may not be changed. */
export async function requireEditable(
  db: ReadDb,
  ctx: Ctx,
  subject: DeploymentTarget,
  { description, follows, target }: Edits,
): Promise<void> {
  requireInUse(subject)
  const { deployment: was } = subject
  if (description === undefined && follows === undefined && target === undefined)
    throw invalid('Nothing to change: give a description, a target, or whether it follows.')
  const serving = await variantsIn(db, ctx, subject)
  // The hub sees all of it, and would change it in their name.
  if (follows && !was.follows) requireSeen(serving, was.slug)
  // What may serve depends on the target.
  if (target === undefined || target === was.target) return
  if (serving.length > 0)
    throw conflict(
      `${was.slug} serves ${was.target}. Stop it before it gets another target, or make a deployment for ${target}.`,
    )
}
