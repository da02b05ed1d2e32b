import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Refusal } from './refusal'
import { type Draft, registerDraft } from './register'

export interface Failure {
  ok: false
  message: string
  fields: Readonly<Record<string, string>>
  /** It was too early: the files were not ready. */
  early: boolean
}

/** What a form for a new version holds and does. */
export interface Registration {
  failure: Failure | null
  busy: boolean
  refuse: (message: string, more?: Partial<Failure>) => void
  register: (draft: Draft) => Promise<void>
}

/** Registers a version by `url` and leads to its page, or holds why it was refused. */
export function useRegistration<V>(url: string, pageOf: (version: V) => string): Registration {
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const router = useRouter()

  function refuse(message: string, { fields = {}, early = false }: Partial<Failure> = {}): void {
    setFailure({ ok: false, message, fields, early })
  }

  async function register(draft: Draft): Promise<void> {
    setBusy(true)
    setFailure(null)
    try {
      const version = await registerDraft<V>(url, draft)
      // Busy until the page is left.
      router.push(pageOf(version))
    } catch (error) {
      setBusy(false)
      if (error instanceof Refusal) return refuse(error.message, { fields: error.fields })
      console.error(error)
      refuse('Something went wrong here, and no version was seen to be made. Try again.')
    }
  }

  return { failure, busy, refuse, register }
}
