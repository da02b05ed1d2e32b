import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { deploymentRevisions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, isAppError } from '../errors'
import { formatUri } from '../uri'
import { Note } from '../view'
import { requireSeen, type Serving, variantsIn } from './current'
import { DeploymentRef, type DeploymentTarget, requireInUse } from './find'
import { lockToRevise } from './lock'
import { type Pins, pinVariants } from './pin'
import { noRevision } from './queries'
import { makeRevision } from './record'

/**
 * Serves again what an earlier revision served, as a new revision, while its versions are approved still. A
 * deployment that followed does so no more: the hub would undo it at once.
 */
export const rollbackDeployment = command({
  action: 'deployment.rollback',
  input: DeploymentRef.extend({
    to: z
      .int()
      .positive()
      .max(2 ** 31 - 1)
      .describe('The number of the revision to repeat'),
    note: Note.optional().describe('Why'),
  }),

  load: (tx, input, ctx) =>
    lockToRevise(tx, ctx, input, 'deployment.rollback', async (seen) => {
      const earlier = await revisionOf(tx, seen, input.to)
      return (await variantsIn(tx, ctx, seen, earlier.id)).map(({ modelId }) => modelId)
    }),

  async run({ tx, subject, input: { to, note }, ctx }) {
    requireInUse(subject)
    const { slug, revision } = subject.deployment
    if (to === revision)
      throw conflict(`Revision ${to} is what ${slug} serves by now. Choose an earlier one.`)
    const earlier = await revisionOf(tx, subject, to)
    const variants = await variantsIn(tx, ctx, subject, earlier.id)
    if (variants.length === 0)
      throw conflict(`Revision ${to} of ${slug} serves nothing. Stop the deployment instead.`)
    const before = await variantsIn(tx, ctx, subject)
    requireSeen(before, slug)
    requireSeen(variants, `Revision ${to} of ${slug}`)
    const { unapproved, warnings } = await stillServable(tx, ctx, subject, variants)
    return makeRevision(tx, ctx, subject, {
      ...{ kind: 'rollback', rolledBackTo: to, before, variants, unapproved, warnings, note },
      ...{ salt: earlier.salt, follows: false },
    })
  },
})

async function revisionOf(tx: Tx, { deployment }: DeploymentTarget, number: number) {
  const [found] = await tx
    .select({ id: deploymentRevisions.id, salt: deploymentRevisions.salt })
    .from(deploymentRevisions)
    .where(
      and(
        eq(deploymentRevisions.deploymentId, deployment.id),
        eq(deploymentRevisions.number, number),
      ),
    )
  if (!found) throw noRevision(deployment.slug, number, deployment.revision)
  return found
}

/** Throws conflict for the first version that may not serve any more, or is gone. */
async function stillServable(
  tx: Tx,
  ctx: Ctx,
  subject: DeploymentTarget,
  variants: readonly Serving[],
): Promise<Pick<Pins, 'unapproved' | 'warnings'>> {
  const asked = variants.map(({ name, model, number, digest, weight }) => ({
    ...{ name, weight },
    model: formatUri({
      ...{ kind: 'model', organization: null, model, file: null, at: null, digest },
      version: { kind: 'number', number },
    }),
  }))
  try {
    return await pinVariants(tx, ctx, subject, asked)
  } catch (error) {
    if (isAppError(error) && error.kind === 'not_found')
      throw conflict(`${error.message} So it cannot be served again.`)
    throw error
  }
}
