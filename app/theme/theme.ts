import { cookies } from 'next/headers'
import type { Theme } from '@/components/theme-switch'

export const themeCookie = 'theme'

/** The theme that this browser is pinned to, or `system`. */
export async function currentTheme(): Promise<Theme> {
  const theme = (await cookies()).get(themeCookie)?.value
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}
