'use client'
import dynamic from 'next/dynamic'
import { useEffect, useLayoutEffect, useState } from 'react'
import type { Place } from '@/lib/filter/tree'

interface SuggestProps {
  fieldId: string
  address: string
  /** What is wrong first with what was written. */
  problem: Place | null
}

/** The field of the page before, when someone was in it as that page went. */
let left: string | null = null

const Suggestions = dynamic(() => import('./suggestions'), { ssr: false })

/** Makes a field one that suggests. What that takes is fetched when someone first goes there. */
export function Suggest({ fieldId, address, problem }: SuggestProps) {
  const [field, setField] = useState<HTMLInputElement | null>(null)
  const start = problem?.at
  const end = problem && problem.at + problem.length

  // A filter that is sent leads to a fresh form; whoever wrote it stays in the field.
  useLayoutEffect(() => {
    const found = document.getElementById(fieldId)
    const wasHere = left === fieldId && document.activeElement === document.body
    left = null
    // On a phone its keyboard would come back over the rows.
    if (wasHere && matchMedia('(pointer: fine)').matches) found?.focus({ preventScroll: true })
    return () => {
      if (document.activeElement === found) left = fieldId
    }
  }, [fieldId])

  useEffect(() => {
    const found = document.getElementById(fieldId)
    if (!(found instanceof HTMLInputElement)) return
    found.setAttribute('role', 'combobox')
    found.setAttribute('aria-autocomplete', 'list')
    found.setAttribute('aria-expanded', 'false')
    const begin = () => setField(found)
    if (document.activeElement === found) begin()
    found.addEventListener('focus', begin, { once: true })
    if (start !== undefined) {
      found.focus()
      found.setSelectionRange(start, end ?? start)
    }
    return () => found.removeEventListener('focus', begin)
  }, [fieldId, start, end])

  return field && <Suggestions field={field} address={address} />
}
