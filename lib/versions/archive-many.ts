import type { z } from 'zod'
import type { Ctx } from '../actor'
import { answerOnce, batch } from '../batch'
import { parseInput } from '../door'
import { LifeInput } from '../life/commands'
import { findOrganization } from '../organizations/find'
import { OrganizationRef } from '../view'
import { archiveVersion } from './life'
import { numbered, type Results, resultsOf, urisProblems, VersionUris } from './result'

const input = OrganizationRef.extend({
  versions: VersionUris,
  ...LifeInput.shape,
}).superRefine(({ org, versions }, refinement) => {
  for (const [index, message] of urisProblems(versions, org))
    refinement.addIssue({ code: 'custom', message, path: ['versions', index] })
})

/** Puts several versions out of use, each by itself: what something leads to stays, unless `force` is said. */
export const archiveMany = Object.assign(archiveAll, { action: 'version.archive' as const, input })

async function archiveAll(ctx: Ctx, raw: z.input<typeof input>): Promise<Results> {
  const { org, versions, ...how } = parseInput(input, raw)
  findOrganization(ctx, org)
  const outcomes = await batch(ctx, versions, async (own, uri) => {
    const { model, version, digest } = numbered(uri, org)
    await archiveVersion(own, { org, model, version, digest: digest ?? undefined, ...how })
    return {}
  })
  return answerOnce(ctx.once, resultsOf(versions, outcomes))
}
