import { z } from 'zod'
import { command } from '../command'
import { Note } from '../view'
import { requireSeen, variantsIn } from './current'
import type { DeploymentTarget } from './find'
import { DeploymentRef, requireInUse } from './find'
import { lockToRevise, modelsNamed } from './lock'
import { pinSplit } from './pin'
import { makeRevision } from './record'
import { inOrder, Split } from './split'

export const RevisionInput = DeploymentRef.extend({
  variants: Split,
  note: Note.optional().describe('Why'),
  reshuffle: z
    .boolean()
    .default(false)
    .describe('Deal all keys anew: users may get another variant than before'),
})

/**
 * Gives a deployment another split, in force at once. Throws conflict, naming the variant, for a version that
 * may not serve there.
 */
export const reviseDeployment = command({
  action: 'deployment.revise',
  input: RevisionInput,

  load: (tx, input, ctx) =>
    lockToRevise(tx, ctx, input, 'deployment.revise', ({ organization }) =>
      modelsNamed(
        tx,
        organization,
        input.variants.map(({ model }) => model),
      ),
    ),

  async run({ tx, subject, input, ctx }) {
    requireInUse(subject)
    const before = await variantsIn(tx, ctx, subject)
    requireSeen(before, subject.deployment.slug)
    const { variants, unapproved, warnings } = await pinSplit(tx, ctx, subject, input.variants)
    return makeRevision(tx, ctx, subject, {
      ...{ kind: 'revise', before, unapproved, warnings, note: input.note },
      variants: inOrder(before, variants),
      salt: saltFor(subject, input.reshuffle, ctx.newId),
    })
  },
})

/** The salt of the next revision: that of the deployment, or a new one that deals all keys anew. */
export function saltFor(
  { deployment }: DeploymentTarget,
  reshuffle: boolean,
  newId: () => string,
): string {
  return reshuffle
    ? `${deployment.slug}-${newId().replaceAll('-', '').slice(-12)}`
    : deployment.salt
}
