import { command } from '../command'
import { Note } from '../view'
import { isToReview } from './due'
import { givenAndTeams } from './given'
import { lockToDecide, requireDecidable } from './lock'
import { PinnedVersionRef } from './pinned'
import { runChecks } from './ran'
import { lasting, recordDecision } from './record'
import { assertMove } from './state'

/**
 * Approves a version although its policy asks for more: the number of approvals, the gates and the evidence
 * give way, who made it still may not. What the checks came to stands in the record all the same.
 */
export const overrideVersion = command({
  action: 'version.override',
  input: PinnedVersionRef.extend({
    note: Note.min(1, 'Say why the policy gives way. Everyone who sees the version reads it.'),
  }),
  load: lockToDecide,

  async run({ tx, subject, input, ctx }) {
    const { version } = subject
    const at = ctx.now()
    requireDecidable(subject, input.digest)
    const { given } = await givenAndTeams(tx, subject)
    if (!isToReview(version, given, at)) assertMove('approve', version)
    return recordDecision(tx, ctx, subject, {
      ...{ verdict: 'approve', note: input.note, at, state: 'approved', decides: true },
      override: true,
      checks: await runChecks(tx, subject, at, { line: 'deciding' }),
      validUntil: lasting(subject, at)?.toISOString() ?? null,
    })
  },
})
