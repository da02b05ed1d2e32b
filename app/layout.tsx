import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import './globals.css'
import { keysAreOn } from './keys/keys'
import { currentTheme } from './theme/theme'

export const metadata: Metadata = {
  title: { default: 'Model Hub', template: '%s · Model Hub' },
  icons: { icon: '/favicon.svg' },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [theme, keysOn] = await Promise.all([currentTheme(), keysAreOn()])
  const requestId = (await headers()).get('x-request-id') ?? undefined
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      data-keys={keysOn ? undefined : 'off'}
      // What a failed page asks people to quote.
      data-request-id={requestId}
    >
      <body>{children}</body>
    </html>
  )
}
