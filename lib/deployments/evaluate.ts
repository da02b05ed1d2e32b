import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { Ctx } from '../actor'
import { isAppError, notFound } from '../errors'
import { ingest } from '../ingest'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef } from '../view'
import { countAssignment } from './assignments'
import { variantFor } from './bucket'
import { reasonOf, type TrafficSplit } from './flag'
import { findSplit, listSplits, type SplitTarget } from './load-split'

/** How many flags are evaluated before others in the process have their turn. */
const atOnce = 20

/** Whom a version is for. */
const TargetingKey = z.string().min(1).max(1024, 'A targeting key has at most 1024 characters.')

/** Which version serves whoever asked, in the fields of OFREP. */
export const Evaluation = z
  .object({
    key: z.string().describe('The name of the deployment'),
    value: z
      .string()
      .optional()
      .describe('model:// URI of the version; absent where nothing serves: use your own default'),
    variant: z.string().optional(),
    reason: z.enum(['SPLIT', 'STATIC', 'DISABLED']),
    metadata: z.object({
      revision: z.int().describe('The number of the revision that answered; 0 before the first'),
      digest: z.string().optional().describe('sha256: and the digest of its manifest'),
    }),
  })
  .meta({ id: 'Evaluation' })
export type Evaluation = z.infer<typeof Evaluation>

const One = OrganizationRef.extend({ deployment: z.string(), targetingKey: TargetingKey })
const All = OrganizationRef.extend({ targetingKey: TargetingKey })

/**
 * Which version a deployment serves to a targeting key: the same one each time, until a revision moves it.
 * Counted, not recorded; that it was refused is. Throws not found where the caller may not see the version
 * that it would be.
 */
export function evaluate(ctx: Ctx, input: z.input<typeof One>): Promise<Evaluation> {
  return recorded(
    () => evaluateOne(ctx, input),
    () => refuseOne(ctx, input),
  )
}

export interface Evaluations {
  flags: Evaluation[]
  /** Counts them as given out: whoever has them already is given nothing. */
  count(): void
}

/** The same of every deployment of an organization; where the caller may not see the version, it is left out. */
export function evaluateAll(ctx: Ctx, input: z.input<typeof All>): Promise<Evaluations> {
  return recorded(
    () => evaluateEach(ctx, input),
    () => refuseAll(ctx, input),
  )
}

const evaluateOne = query({
  action: 'deployment.evaluate',
  input: One,
  load: (db, input, ctx) => findSplit(db, ctx, input),

  async run({ subject, input, ctx }): Promise<Evaluation> {
    const answer = answerOf(subject.split, input.targetingKey)
    if (!answer) throw notFound(`There is no deployment ${input.deployment} in ${input.org}.`)
    note(ctx, subject, answer)
    return answer
  },
})

const evaluateEach = query({
  action: 'deployment.evaluate',
  input: All,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, input, ctx }): Promise<Evaluations> {
    const answered: { subject: SplitTarget; answer: Evaluation }[] = []
    for (const [at, subject] of (await listSplits(db, ctx, input.org)).entries()) {
      if (at % atOnce === atOnce - 1) await setImmediate()
      const answer = answerOf(subject.split, input.targetingKey)
      if (answer) answered.push({ subject, answer })
    }
    return {
      flags: answered.map(({ answer }) => answer),
      count: () => {
        for (const { subject, answer } of answered) note(ctx, subject, answer)
      },
    }
  },
})

/** Null where the caller may not see the version. */
function answerOf(split: TrafficSplit, targetingKey: string): Evaluation | null {
  const { key, revision, variants } = split
  if (variants.length === 0) return { key, reason: 'DISABLED', metadata: { revision } }
  const name = variantFor(split, targetingKey)
  const variant = variants.find((one) => one.name === name)
  if (!variant) return null
  const digest = `sha256:${variant.digest}`
  return {
    key,
    value: variant.uri,
    variant: variant.name,
    reason: reasonOf(split),
    metadata: { revision, digest },
  }
}

function note(ctx: Ctx, { revisionId }: SplitTarget, { variant }: Evaluation): void {
  if (revisionId && variant) countAssignment(revisionId, variant, ctx.now())
}

/** Reading records nothing, so a refusal is decided once more where it does. */
async function recorded<T>(read: () => Promise<T>, refuse: () => Promise<unknown>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (isAppError(error) && error.kind === 'forbidden') await refuse()
    throw error
  }
}

const nothing = async () => null

const refuseOne = ingest({
  action: 'deployment.evaluate',
  input: One,
  load: (tx, input, ctx) => findSplit(tx, ctx, input),
  run: nothing,
})

const refuseAll = ingest({
  action: 'deployment.evaluate',
  input: All,
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),
  run: nothing,
})
