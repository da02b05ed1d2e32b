import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'

/** Leads on to a page as it is now, so that loading it again sends nothing again. */
export function listed(address: string): never {
  refresh()
  redirect(address)
}
