import { z } from 'zod'
import { verdicts } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { answerOnce, batch } from '../batch'
import { parseInput } from '../door'
import { findOrganization } from '../organizations/find'
import { Note, OrganizationRef } from '../view'
import { mostAtOnce } from './at-once'
import { approveVersion, rejectVersion, withdrawVersion } from './decide'
import { numbered, type Results, resultsOf, urisProblems, VersionUriText } from './result'

const Decision = z.object({
  uri: VersionUriText,
  decision: z.enum(verdicts),
  note: Note.optional().describe('Why; required to reject and to withdraw'),
  stop: z
    .boolean()
    .optional()
    .describe('Of what is rejected or withdrawn: stop it in every deployment that serves it'),
})

const input = OrganizationRef.extend({
  decisions: z
    .array(Decision)
    .min(1, 'Decide on one version at least.')
    .max(mostAtOnce, `Decide on ${mostAtOnce} versions at most.`),
}).superRefine(({ org, decisions }, refinement) => {
  const refuse = (index: number, field: keyof z.output<typeof Decision>, message: string) =>
    refinement.addIssue({ code: 'custom', message, path: ['decisions', index, field] })
  const uris = decisions.map(({ uri }) => uri)
  for (const [index, problem] of urisProblems(uris, org)) refuse(index, 'uri', problem)
  for (const [index, { decision, note, stop }] of decisions.entries()) {
    if (decision === 'approve' && stop) refuse(index, 'stop', 'What is approved is not stopped.')
    if (decision !== 'approve' && !note) refuse(index, 'note', 'Say why, so the next person knows.')
  }
})

const takeBack = { reject: rejectVersion, withdraw: withdrawVersion }

/**
 * Decides on several versions. Each decision is its own command: checked, locked and recorded by itself, so
 * that one that is refused changes nothing about the others. Results stand in the order of the decisions.
 * Whoever may approve may decide otherwise, too.
 */
export const decideMany = Object.assign(decideAll, { action: 'version.approve' as const, input })

async function decideAll(ctx: Ctx, raw: z.input<typeof input>): Promise<Results> {
  const { org, decisions } = parseInput(input, raw)
  findOrganization(ctx, org)
  const outcomes = await batch(ctx, decisions, (own, { uri, decision, note, stop }) => {
    const { model, version, digest } = numbered(uri, org)
    const ref = { org, model, version, note, digest: digest ?? undefined }
    return decision === 'approve'
      ? approveVersion(own, ref)
      : takeBack[decision](own, { ...ref, stop })
  })
  const uris = decisions.map(({ uri }) => uri)
  return answerOnce(ctx.once, resultsOf(uris, outcomes))
}
