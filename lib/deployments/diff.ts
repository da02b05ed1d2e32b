import { z } from 'zod'
import type { Ctx } from '../actor'
import { parseInput } from '../door'
import { query } from '../query'
import { versionUri } from '../uri'
import { requireSeen, type Serving, variantsIn } from './current'
import { type DeploymentTarget, findDeployment, requireInUse } from './find'
import { type Pinned, pinSplit } from './pin'
import { RevisionInput, reviseDeployment } from './revise'
import { inOrder } from './split'
import type { MadeRevision, RevisionDiff, VariantChange } from './view'

/** What a revision would change; refused in the same words as making it, and changes nothing. */
export const diffRevision = query({
  action: 'deployment.revise',
  input: RevisionInput,
  load: (db, input, ctx) => findDeployment(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<RevisionDiff> {
    requireInUse(subject)
    const before = await variantsIn(db, ctx, subject)
    requireSeen(before, subject.deployment.slug)
    const { variants, warnings } = await pinSplit(db, ctx, subject, input.variants)
    const after = inOrder(before, variants)
    return { ...diffOf(subject, before, after, input.reshuffle), warnings }
  },
})

/** What a split would change, both as they are dealt. */
export function diffOf(
  { deployment: { slug, revision } }: DeploymentTarget,
  before: readonly Serving[],
  after: readonly Pinned[],
  reshuffle: boolean,
): Omit<RevisionDiff, 'warnings'> {
  const changes = changesOf(before, after)
  return {
    deployment: slug,
    revision: revision + 1,
    changed: reshuffle || changes.some(({ change }) => change !== 'same'),
    reshuffled: reshuffle,
    variants: after.map((variant) => ({
      name: variant.name,
      uri: uriOf(variant),
      digest: `sha256:${variant.digest}`,
      weight: variant.weight,
      asked: variant.asked,
    })),
    changes,
  }
}

/** Version by version: first what stays or comes, as it is dealt, then what goes. */
function changesOf(before: readonly Serving[], after: readonly Pinned[]): VariantChange[] {
  const same = (a: Pinned) => (b: Pinned) => a.versionId === b.versionId
  const goes = before.filter((was) => !after.some(same(was)))
  return [
    ...after.map((is): VariantChange => {
      const was = before.find(same(is))
      const unlike =
        was && (was.weight !== is.weight || was.name !== is.name || was.asked !== is.asked)
      const change = !was ? 'added' : unlike ? 'changed' : 'same'
      return { ...told(is), change, from: was?.weight ?? null, to: is.weight }
    }),
    ...goes.map((was): VariantChange => {
      return { ...told(was), change: 'removed', from: was.weight, to: null }
    }),
  ]
}

const uriOf = ({ model, number }: Pinned) => versionUri(model, number)
const told = (variant: Pinned) => ({
  name: variant.name,
  uri: uriOf(variant),
  asked: variant.asked,
})

const input = RevisionInput.extend({
  dryRun: z.stringbool().or(z.boolean()).default(false).describe('Only tell what would change'),
})

/** Makes a revision, or with `dryRun` tells what it would change. */
export const reviseOrDiff = Object.assign(revise, { action: 'deployment.revise' as const, input })

async function revise(ctx: Ctx, raw: z.input<typeof input>): Promise<MadeRevision | RevisionDiff> {
  const { dryRun, ...asked } = parseInput(input, raw)
  return dryRun ? diffRevision(ctx, asked) : reviseDeployment(ctx, asked)
}
