import { z } from 'zod'
import { states } from '@/db/schema/tables'
import type { Outcome } from '../batch'
import { versionUri } from '../uri'
import { longestUri, mostAtOnce, type NumberedVersion, readNumbered } from './at-once'
import type { State } from './state'

/** What became of one of several versions. */
export const VersionResult = z
  .object({
    uri: z.string().describe('As it was asked for'),
    ok: z.boolean(),
    state: z.enum(states).optional().describe('What it is now, where that is known'),
    serving: z
      .array(z.string())
      .optional()
      .describe(
        'Of one that was rejected or withdrawn: the deployments that serve it all the same',
      ),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'VersionResult' })
export type VersionResult = z.infer<typeof VersionResult>

export const Results = z.object({ results: z.array(VersionResult) })
export type Results = z.infer<typeof Results>

export const VersionUriText = z
  .string()
  .max(longestUri, `A URI has at most ${longestUri} characters.`)
  .describe('model://name/v3, or pinned to its content: model://name/v3@sha256:…')

/** The versions of one request, by their URIs. */
export const VersionUris = z
  .array(VersionUriText)
  .min(1, 'Select one version at least.')
  .max(mostAtOnce, `Select ${mostAtOnce} versions at most.`)

/** What is wrong with the URIs of one request, by their place in it: they name versions of `org`, each once. */
export function urisProblems(uris: readonly string[], org: string): Map<number, string> {
  const problems = new Map<number, string>()
  const seen = new Set<string>()
  for (const [index, uri] of uris.entries()) {
    const read = readNumbered(uri, org)
    if (!read.ok) {
      problems.set(index, read.message)
      continue
    }
    const named = versionUri(read.version.model, read.version.version)
    if (seen.has(named)) problems.set(index, `${named} is in it twice. Name each version once.`)
    seen.add(named)
  }
  return problems
}

/** The version of a URI in which `urisProblems` found nothing wrong. */
export function numbered(uri: string, org: string): NumberedVersion {
  const read = readNumbered(uri, org)
  if (!read.ok) throw new Error('A URI that was read before is no URI any more.')
  return read.version
}

/** What became of each, in their order. */
export function resultsOf(uris: readonly string[], outcomes: readonly Outcome<Done>[]): Results {
  const results = uris.map((uri, index) => {
    const outcome = outcomes[index]
    if (!outcome) throw new Error('A version was left out.')
    return { uri, ...told(outcome) }
  })
  return { results }
}

interface Done {
  state?: State
  serving?: readonly { deployment: string }[]
}

function told(outcome: Outcome<Done>): Omit<VersionResult, 'uri'> {
  if (outcome.ok) {
    const { state, serving = [] } = outcome.result
    const still = state === 'approved' ? [] : serving.map(({ deployment }) => deployment)
    return { ok: true, ...(state && { state }), ...(still.length > 0 && { serving: still }) }
  }
  const { code, message, details } = outcome.error
  const state = states.find((known): known is State => known === details?.state)
  return { ok: false, ...(state && { state }), error: { code, message } }
}
