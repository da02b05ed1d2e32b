import type { ReactNode } from 'react'
import { paths } from '@/lib/paths'
import { TextLink } from '../ui/text-link'
import { Wordmark } from '../wordmark'

/** A page of no organization that is about the door of MLflow clients. */
export function MlflowFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main
      id="main"
      className="mx-auto flex min-h-dvh w-full max-w-3xl flex-col gap-6 px-4 pt-6 pb-16"
    >
      <TextLink href={paths.home()} quiet className="inline-flex w-fit hover:no-underline!">
        <Wordmark />
      </TextLink>
      <h1 className="text-title wrap-anywhere">{title}</h1>
      {children}
    </main>
  )
}
