import { z } from 'zod'
import type { Ctx } from '../actor'
import { parseInput } from '../door'
import { approveVersion, DecisionInput } from './decide'
import { overrideVersion } from './override'

const input = DecisionInput.extend({
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

function approve(ctx: Ctx, raw: z.input<typeof input>) {
  const { override, note, ...ref } = parseInput(input, raw)
  return override
    ? overrideVersion(ctx, { ...ref, note: note ?? '' })
    : approveVersion(ctx, { ...ref, note })
}
