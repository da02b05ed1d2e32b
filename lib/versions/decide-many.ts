import { z } from 'zod'
import { states, verdicts } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { answerOnce, batch, type Outcome } from '../batch'
import { parseInput } from '../door'
import { findOrganization } from '../organizations/find'
import { versionUri } from '../uri'
import { Note, OrganizationRef } from '../view'
import { mostAtOnce, readNumbered } from './at-once'
import { approveVersion, rejectVersion, withdrawVersion } from './decide'
import type { State } from './state'
import type { Version } from './view'

const Decision = z.object({
  uri: z
    .string()
    .max(500, 'A URI has at most 500 characters.')
    .describe('model://name/v3, or pinned to its content: model://name/v3@sha256:…'),
  decision: z.enum(verdicts),
  note: Note.optional().describe('Why; required to reject and to withdraw'),
})
type Decision = z.output<typeof Decision>

const input = OrganizationRef.extend({
  decisions: z
    .array(Decision)
    .min(1, 'Decide on one version at least.')
    .max(mostAtOnce, `Decide on ${mostAtOnce} versions at most.`),
}).superRefine(({ org, decisions }, refinement) => {
  const seen = new Set<string>()
  for (const [index, { uri, decision, note }] of decisions.entries()) {
    const refuse = (field: keyof Decision, message: string) =>
      refinement.addIssue({ code: 'custom', message, path: ['decisions', index, field] })
    const read = readNumbered(uri, org)
    if (!read.ok) {
      refuse('uri', read.message)
      continue
    }
    const named = versionUri(read.version.model, read.version.version)
    if (seen.has(named)) refuse('uri', `${named} is in it twice. Decide once on each version.`)
    seen.add(named)
    if (decision !== 'approve' && !note) refuse('note', 'Say why, so the next person knows.')
  }
})

/** What became of one of several versions. */
export const VersionResult = z
  .object({
    uri: z.string().describe('As it was asked for'),
    ok: z.boolean(),
    state: z.enum(states).optional().describe('What it is now, where that is known'),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'VersionResult' })
export type VersionResult = z.infer<typeof VersionResult>

export const Results = z.object({ results: z.array(VersionResult) })
export type Results = z.infer<typeof Results>

const commands = { approve: approveVersion, reject: rejectVersion, withdraw: withdrawVersion }

/**
 * Decides on several versions. Each decision is its own command: checked, locked and recorded by itself, so
 * that one that is refused changes nothing about the others. Results stand in the order of the decisions.
 */
export const decideMany = Object.assign(decideAll, { action: 'version.read' as const, input })

async function decideAll(ctx: Ctx, raw: z.input<typeof input>): Promise<Results> {
  const { org, decisions } = parseInput(input, raw)
  findOrganization(ctx, org)
  const outcomes = await batch(ctx, decisions, (own, { uri, decision, note }) => {
    const read = readNumbered(uri, org)
    if (!read.ok) throw new Error('A URI that was read before is no URI any more.')
    const { model, version, digest } = read.version
    return commands[decision](own, { org, model, version, note, digest: digest ?? undefined })
  })
  const results = decisions.map(({ uri }, index) => resultOf(uri, outcomes[index]))
  return answerOnce(ctx.once, { results })
}

function resultOf(uri: string, outcome: Outcome<Version> | undefined): VersionResult {
  if (!outcome) throw new Error('A decision was left out.')
  if (outcome.ok) return { uri, ok: true, state: outcome.result.state }
  const { code, message, details } = outcome.error
  const state = states.find((known): known is State => known === details?.state)
  return { uri, ok: false, ...(state && { state }), error: { code, message } }
}
