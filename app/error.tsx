'use client'
import { PageFailure, type PageFailureProps } from '@/components/page-failure'

export default function ErrorPage(props: PageFailureProps) {
  return (
    <main id="main" className="mx-auto w-full max-w-xl px-4 py-16">
      <PageFailure {...props} />
    </main>
  )
}
