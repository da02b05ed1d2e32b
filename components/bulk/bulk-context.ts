'use client'
import { createContext, useContext } from 'react'
import type { Verdict } from './read-form'

interface BulkState {
  /** What was sent, where it was refused before any script ran. */
  values: Readonly<Record<string, string>>
  /** What is wrong, by field. */
  problems: Readonly<Record<string, string>>
  /** What the form decides as it stands; null until something in it was changed. */
  decisions: ReadonlyMap<string, Verdict> | null
}

export const BulkContext = createContext<BulkState>({ values: {}, problems: {}, decisions: null })

/** The form around. */
export const useBulk = () => useContext(BulkContext)
