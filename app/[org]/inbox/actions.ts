'use server'

import { readNotifications } from '@/lib/notifications/read'
import { formAction } from '../../form-action'

interface Which {
  org: string
  ids?: string[]
  until?: string
}

/** Marks some of the caller's inbox as read, or all of it that they have seen. */
export const read = formAction(readNotifications, (_, which: Which) => which)
