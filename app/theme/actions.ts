'use server'

import { cookies } from 'next/headers'
import { text } from '@/lib/action'
import { publicOrigin } from '@/lib/env'
import { themeCookie } from './theme'

/** Pins this browser to light or dark, or lets it follow the system again. Touches no data of the hub. */
export async function setTheme(form: FormData): Promise<void> {
  const theme = text(form, 'theme')
  const jar = await cookies()
  if (theme !== 'light' && theme !== 'dark') {
    jar.delete(themeCookie)
    return
  }
  jar.set(themeCookie, theme, {
    path: '/',
    maxAge: 365 * 86_400,
    sameSite: 'lax',
    httpOnly: true,
    secure: publicOrigin().startsWith('https:'),
  })
}
