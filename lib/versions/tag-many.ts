import type { z } from 'zod'
import type { Ctx } from '../actor'
import { answerOnce, batch } from '../batch'
import { parseInput } from '../door'
import { findOrganization } from '../organizations/find'
import { OrganizationRef, Tags } from '../view'
import { numbered, type Results, resultsOf, urisProblems, VersionUris } from './result'
import { updateVersion } from './update'

const input = OrganizationRef.extend({
  versions: VersionUris,
  add: Tags.default([]),
  remove: Tags.default([]),
}).superRefine(({ org, versions, add, remove }, refinement) => {
  const refuse = (message: string, ...path: (string | number)[]) =>
    refinement.addIssue({ code: 'custom', message, path })
  for (const [index, problem] of urisProblems(versions, org)) refuse(problem, 'versions', index)
  if (add.length + remove.length === 0) refuse('Name a tag to add or to remove.', 'add')
  const both = add.find((tag) => remove.includes(tag))
  if (both) refuse(`${both} is to be added and removed. Choose one.`, 'remove')
})

/** Adds tags to several versions and takes others away; each version is an edit of its own. */
export const tagMany = Object.assign(tagAll, { action: 'version.update' as const, input })

async function tagAll(ctx: Ctx, raw: z.input<typeof input>): Promise<Results> {
  const { org, versions, add, remove } = parseInput(input, raw)
  findOrganization(ctx, org)
  const outcomes = await batch(ctx, versions, (own, uri) => {
    const { model, version, digest } = numbered(uri, org)
    const pinned = { org, model, version, digest: digest ?? undefined }
    return updateVersion(own, { ...pinned, addTags: add, removeTags: remove })
  })
  return answerOnce(ctx.once, resultsOf(versions, outcomes))
}
