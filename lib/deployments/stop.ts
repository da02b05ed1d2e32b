import { z } from 'zod'
import type { Ctx } from '../actor'
import { command, type Outcome } from '../command'
import type { Tx } from '../door'
import { conflict, invalid } from '../errors'
import { versionUri } from '../uri'
import { longestUri, readNumbered } from '../versions/at-once'
import { Note } from '../view'
import { requireSeen, type Serving, unapprovedIn, variantsIn } from './current'
import { DeploymentRef, type DeploymentTarget, findDeployment } from './find'
import { makeRevision } from './record'
import { toHundred } from './split'
import type { MadeRevision } from './view'

/**
 * Takes versions out of a deployment at once, all of them where none is named; the others share their part.
 * A deployment that followed does so no more: the hub would undo it at once.
 */
export const stopDeployment = command({
  action: 'deployment.stop',
  input: DeploymentRef.extend({
    versions: z
      .array(z.string().max(longestUri, `A URI has at most ${longestUri} characters.`))
      .min(1, 'Name a version, or leave the list out to stop all of it.')
      .max(10, 'A split has at most 10 variants.')
      .optional()
      .describe('model:// URIs of the versions to take out; left out: all'),
    note: Note.optional().describe('Why'),
  }),
  load: (tx, input, ctx) => findDeployment(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const before = await variantsIn(tx, ctx, subject)
    const { slug } = subject.deployment
    if (before.length === 0) throw conflict(`${slug} serves nothing already.`)
    if (!input.versions) requireSeen(before, slug)
    const ids = input.versions
      ? input.versions.map((uri, at) => servingId(subject, before, uri, at))
      : before.map(({ versionId }) => versionId)
    requireSeen(growing(before, ids), slug)
    return takeOut(tx, ctx, subject, { before, ids, note: input.note })
  },
})

function servingId(
  { organization, deployment }: DeploymentTarget,
  before: readonly Serving[],
  uri: string,
  at: number,
): string {
  const read = readNumbered(uri, organization.slug)
  const field = `versions.${at}`
  if (!read.ok) throw invalid(`${field}: ${read.message}`, { fields: { [field]: read.message } })
  const { model, version, digest } = read.version
  const found = before.find((one) => one.visible && one.model === model && one.number === version)
  if (!found)
    throw conflict(`${versionUri(model, version)} does not serve ${deployment.slug} now.`, {
      code: 'not_serving',
    })
  if (digest !== null && digest !== found.digest)
    throw conflict(`${deployment.slug} serves it with the digest sha256:${found.digest}.`, {
      code: 'digest_mismatch',
    })
  return found.versionId
}

/** What gets more traffic once some versions are taken out. */
function growing(before: readonly Serving[], ids: readonly string[]): Serving[] {
  const left = before.filter(({ versionId }) => !ids.includes(versionId))
  const after = toHundred(left)
  return left.filter(({ weight }, at) => weight < (after[at]?.weight ?? 0))
}

/** Makes the revision without some versions: what is left shares their part of the traffic. */
export function takeOut(
  tx: Tx,
  ctx: Ctx,
  target: DeploymentTarget,
  out: { before: readonly Serving[]; ids: readonly string[]; note?: string | undefined },
): Promise<Outcome<MadeRevision>> {
  const { before, ids, note } = out
  const left = before.filter(({ versionId }) => !ids.includes(versionId))
  return makeRevision(tx, ctx, target, {
    ...{ kind: 'stop', before, note, follows: false },
    variants: toHundred(left),
    unapproved: unapprovedIn(left),
  })
}
