import type { ReactNode } from 'react'
import { Wordmark } from '@/components/wordmark'

interface SignInFrameProps {
  title: string
  says: ReactNode
  children: ReactNode
}

/** A page that one may see without being signed in. */
export function SignInFrame({ title, says, children }: SignInFrameProps) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col gap-8 px-4 pt-[12vh] pb-16">
      <Wordmark />
      <header className="flex flex-col gap-1">
        <h1 className="text-title wrap-anywhere">{title}</h1>
        <p className="text-prose text-ink-2 wrap-anywhere">{says}</p>
      </header>
      {children}
    </main>
  )
}
