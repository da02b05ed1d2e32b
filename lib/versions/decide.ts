import { eq } from 'drizzle-orm'
import { decisions, models, versions } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { conflict, forbidden, invalid } from '../errors'
import { requireLive } from '../life/state'
import { Note, Sha256 } from '../view'
import { findVersion, VersionRef, type VersionRow } from './find'
import { viewVersions } from './load'
import { assertMove, moves, needsNote, type Verdict } from './state'

/** Marks a version fit for production; `model://<name>/latest` follows it. */
export const approveVersion = decision('approve')

/** Marks a version unfit, with the reason; also takes an approval back that way. */
export const rejectVersion = decision('reject')

/** Takes a decision back: the version waits for one again. */
export const withdrawVersion = decision('withdraw')

function decision<V extends Verdict>(verdict: V) {
  return command({
    action: `version.${verdict}` as const,
    input: VersionRef.extend({
      note: Note.optional(),
      digest: Sha256.optional().describe('The manifest digest that is meant; another is refused'),
    }),
    load: (tx, input, ctx) => findVersion(tx, ctx, input, { lock: true }),

    async run({ tx, subject, input, ctx }) {
      const { version } = subject
      const personId = personBehind(ctx.actor)
      if (!personId) throw forbidden('A decision is made by a person.')
      requireLive(subject.model.slug, subject.model)
      requireLive(`v${version.number}`, version)
      if (input.digest) requireDigest(version, input.digest)
      assertMove(verdict, version)
      const note = input.note ?? ''
      if (!note && needsNote(verdict, version.state)) throw wordless()
      const at = ctx.now()
      const state = moves[verdict].to
      const { manifestDigest, evidenceDigest } = version
      await tx
        .update(versions)
        .set({ state, decidedAt: state === 'pending' ? null : at })
        .where(eq(versions.id, version.id))
      await tx.update(models).set({ updatedAt: at }).where(eq(models.id, subject.model.id))
      await tx.insert(decisions).values({
        id: ctx.newId(),
        organizationId: version.organizationId,
        versionId: version.id,
        verdict,
        personId,
        tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
        note,
        manifestDigest,
        evidenceDigest,
        at,
      })
      const [result] = await viewVersions(tx, ctx, subject.of, [version.id])
      if (!result) throw new Error('The version just decided on was not found.')
      const digests = { digest: `sha256:${manifestDigest}`, evidence: `sha256:${evidenceDigest}` }
      const change = { before: { state: version.state }, after: { state, ...digests }, note }
      return { result, change }
    },
  })
}

/** Whoever names a digest decides on that content and no other. */
function requireDigest({ number, manifestDigest }: VersionRow, digest: string): void {
  if (manifestDigest === digest) return
  throw conflict(`v${number} has the digest sha256:${manifestDigest}, not the one you named.`, {
    code: 'digest_mismatch',
    details: { digest: `sha256:${manifestDigest}` },
  })
}

const wordless = () =>
  invalid('note: Say why, so the next person knows.', {
    fields: { note: 'Say why, so the next person knows.' },
  })
