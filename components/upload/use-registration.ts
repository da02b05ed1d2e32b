import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { paths } from '@/lib/paths'
import { Refusal } from './refusal'
import { type Draft, registerDraft } from './register'

export interface Failure {
  ok: false
  message: string
  fields: Readonly<Record<string, string>>
  /** It was too early: the files were not ready. */
  early: boolean
}

/** Registers a version and leads to it, or holds why it was refused. */
export function useRegistration(org: string, model: string) {
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
      const version = await registerDraft(paths.registration(org, model), draft)
      // Busy until the page is left.
      router.push(paths.version(org, model, version))
    } catch (error) {
      setBusy(false)
      if (error instanceof Refusal) return refuse(error.message, { fields: error.fields })
      console.error(error)
      refuse('Something went wrong here, and no version was seen to be made. Try again.')
    }
  }

  return { failure, busy, refuse, register }
}
