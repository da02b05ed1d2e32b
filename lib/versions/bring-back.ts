import { eq } from 'drizzle-orm'
import { versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Also } from '../command'
import { decide, type Tx } from '../door'
import type { VersionTarget } from './find'

/**
 * Brings an archived version back within the transaction of what is decided on it, so that a decision which
 * is refused leaves it archived. Throws forbidden for whoever may not restore it.
 */
export async function bringBack(
  tx: Tx,
  ctx: Ctx,
  target: VersionTarget,
): Promise<{ target: VersionTarget; also: Also[] }> {
  const { version } = target
  if (version.life !== 'archived') return { target, also: [] }
  decide(ctx, 'version.restore', target.access)
  await tx.update(versions).set({ life: 'live' }).where(eq(versions.id, version.id))
  return {
    target: { ...target, version: { ...version, life: 'live' } },
    also: [
      {
        action: 'version.restore',
        subject: target.event,
        before: { life: 'archived' },
        after: { life: 'live' },
      },
    ],
  }
}
