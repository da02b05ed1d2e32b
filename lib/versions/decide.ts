import { eq } from 'drizzle-orm'
import { decisions, models, versions } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { forbidden, invalid } from '../errors'
import { requireLive } from '../life/state'
import { Note } from '../view'
import { findVersion } from './find'
import { viewVersions } from './load'
import { PinnedVersionRef, requireDigest } from './pinned'
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
    input: PinnedVersionRef.extend({ note: Note.optional() }),
    load: (tx, input, ctx) => findVersion(tx, ctx, input, { lock: true }),

    async run({ tx, subject, input, ctx }) {
      const { version } = subject
      const personId = personBehind(ctx.actor)
      if (!personId) throw forbidden('A decision is made by a person.')
      requireLive(subject.model.slug, subject.model)
      requireLive(`v${version.number}`, version)
      requireDigest(version, input.digest)
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

const wordless = () =>
  invalid('note: Say why, so the next person knows.', {
    fields: { note: 'Say why, so the next person knows.' },
  })
