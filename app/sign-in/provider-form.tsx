'use client'

import { useActionState, useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { continueAtProvider } from './actions'
import type { OnwardState } from './form-state'
import { Refusal } from './refusal'

interface ProviderFormProps {
  /** How the operator calls the provider. */
  name: string
  /** The path to come back to. */
  next: string
  /** It is asked who it is, however lately it did. */
  fresh?: boolean
  label?: string
  primary?: boolean
}

const start: OnwardState = { onward: null, message: null }

/**
 * The way through the sign-in provider. The answer leads on by itself, not by a redirect of the form: pages
 * send forms to the hub alone, and browsers hold redirects to that.
 */
export function ProviderForm({ name, next, fresh = false, label, primary }: ProviderFormProps) {
  const [{ onward, message }, action, busy] = useActionState(continueAtProvider, start)
  useEffect(() => {
    if (onward) window.location.assign(onward)
  }, [onward])
  return (
    <form action={action} className="flex flex-col gap-3">
      <Refusal message={message} />
      <input type="hidden" name="next" value={next} />
      {fresh && <input type="hidden" name="fresh" value="yes" />}
      <Button
        kind={primary ? 'primary' : 'quiet'}
        busy={busy || onward !== null}
        className="h-9 w-full"
      >
        {label ?? `Sign in with ${name}`}
      </Button>
      {onward && (
        <p role="status">
          <a href={onward} className="underline underline-offset-2">
            Go on to {name}
          </a>
          <noscript>
            <meta httpEquiv="refresh" content={`0;url=${onward}`} />
          </noscript>
        </p>
      )}
    </form>
  )
}
