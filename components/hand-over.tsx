'use client'
import { type ReactNode, useEffect, useRef } from 'react'
import { Snippet } from './snippets'
import { ButtonLink } from './ui/button'
import { DoneIcon } from './ui/icons'

interface HandOverProps {
  title: string
  says: string
  /** Shown this once. */
  secret?: string
  /** What the secret is, for its button: "the token". */
  what?: string
  /** How to use it. */
  children?: ReactNode
  doneHref: string
}

/** What was just made, with the secret that nobody will see again. */
export function HandOver({ title, says, secret, what = 'it', children, doneHref }: HandOverProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  // It stands where the form stood that had the focus.
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="flex max-w-xl flex-col items-stretch gap-3 rounded-md border border-line-strong p-4">
      <h3 ref={heading} tabIndex={-1} className="flex gap-2 text-prose outline-none">
        <DoneIcon className="mt-[3px]" />
        {title}
      </h3>
      <p>{says}</p>
      {secret && <Snippet code={secret} what={what} />}
      {children}
      <ButtonLink href={doneHref}>Done</ButtonLink>
    </div>
  )
}
