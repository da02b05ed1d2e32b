import type { Tx } from '../door'
import type { Told } from '../outbox/view'

/** Puts what was told into the inboxes of those whom it concerns. There are no inboxes yet. */
export async function dealNotifications(_tx: Tx, _told: readonly Told[]): Promise<void> {}
