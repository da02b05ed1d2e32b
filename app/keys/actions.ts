'use server'

import { cookies } from 'next/headers'
import { text } from '@/lib/action'
import { publicOrigin } from '@/lib/env'
import { keysCookie } from './keys'

/** Switches the shortcuts of one key off or on in this browser. Touches no data of the hub. */
export async function setKeys(form: FormData): Promise<void> {
  const jar = await cookies()
  if (text(form, 'keys') !== 'off') {
    jar.delete(keysCookie)
    return
  }
  jar.set(keysCookie, 'off', {
    path: '/',
    maxAge: 365 * 86_400,
    sameSite: 'lax',
    httpOnly: true,
    secure: publicOrigin().startsWith('https:'),
  })
}
