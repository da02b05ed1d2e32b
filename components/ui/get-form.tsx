'use client'
import { useRouter } from 'next/navigation'
import type { FormEvent, ReactNode } from 'react'
import { useTransition } from 'react'

interface GetFormProps {
  action: string
  /** Name of the form for people who hear the page. */
  label: string
  className?: string
  /** Whether choosing from a list sends it at once. */
  chooses?: boolean
  /** For a form in the middle of a page, which changes what is beside it. */
  stays?: boolean
  children: ReactNode
}

/**
 * A plain GET form that, once scripts run, goes by the router and leaves blank fields out of the
 * address. `data-pending` lets the page dim its old rows meanwhile. A choice goes at once, and so does a
 * box with `data-submits`.
 */
export function GetForm(props: GetFormProps) {
  const { action, label, className, chooses = true, stays = false, children } = props
  const router = useRouter()
  const [pending, startTransition] = useTransition()

  function go(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const filled = [...new FormData(event.currentTarget)].flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() ? [[name, value.trim()]] : [],
    )
    const query = new URLSearchParams(filled).toString()
    startTransition(() => router.push(query ? `${action}?${query}` : action, { scroll: !stays }))
  }

  return (
    <form
      action={action}
      method="get"
      aria-label={label}
      data-pending={pending || undefined}
      className={className}
      onSubmit={go}
      onChange={({ target, currentTarget }) => {
        const sends = chooses ? 'select, [data-submits]' : '[data-submits]'
        if (target instanceof Element && target.matches(sends)) currentTarget.requestSubmit()
      }}
    >
      {children}
    </form>
  )
}
