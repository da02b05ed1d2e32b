import { z } from 'zod'
import type { Ctx } from '../actor'
import { parseInput } from '../door'
import { invalid } from '../errors'
import { approveVersion, TakeBackInput } from './decide'
import { overrideVersion } from './override'

const input = TakeBackInput.extend({
  stop: TakeBackInput.shape.stop.describe('Of what is rejected or withdrawn alone'),
  override: z
    .boolean()
    .optional()
    .describe('As an admin, although the policy asks for more; the note says why'),
})

/** Approves; with `override`, which is a permission of its own, although the policy asks for more. */
export const approveOrOverride = Object.assign(approve, {
  action: 'version.approve' as const,
  input,
})

async function approve(ctx: Ctx, raw: z.input<typeof input>) {
  const { override, note, stop, ...ref } = parseInput(input, raw)
  if (stop) throw notStopped()
  return override
    ? overrideVersion(ctx, { ...ref, note: note ?? '' })
    : approveVersion(ctx, { ...ref, note })
}

const notStopped = () =>
  invalid('stop: What is approved is not stopped.', {
    fields: { stop: 'What is approved is not stopped.' },
  })
