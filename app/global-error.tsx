'use client'
import { PageFailure, type PageFailureProps } from '@/components/page-failure'
import './globals.css'

/** Stands in for the whole document when not even its frame could be made. */
export default function GlobalError(props: PageFailureProps) {
  return (
    <html lang="en">
      <body>
        <title>Failed · Model Hub</title>
        <main id="main" className="mx-auto w-full max-w-xl px-4 py-16">
          <PageFailure {...props} />
        </main>
      </body>
    </html>
  )
}
