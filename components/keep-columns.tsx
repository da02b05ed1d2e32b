'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'

/** What the person keeps, and how that is changed. */
export interface KeptColumns {
  /** Whether the columns of the list are the ones that the person keeps. */
  isKept: boolean
  keepsSome: boolean
  keep: FormAction
  forget: FormAction
}

interface KeepColumnsProps extends KeptColumns {
  /** As addresses name them. */
  columns: readonly string[]
}

/** Keeps the columns of a list for the person who looks at it, or goes back to those of everyone. */
export function KeepColumns({ columns, isKept, keepsSome, keep, forget }: KeepColumnsProps) {
  return (
    <div className="flex flex-wrap items-start gap-3 border-t border-line pt-4">
      {isKept ? (
        <p className="py-1.5 text-ink-2">You keep these columns.</p>
      ) : (
        <ActionForm action={keep} button="Keep for me" shown={[]}>
          {() => columns.map((text) => <input key={text} type="hidden" name="kept" value={text} />)}
        </ActionForm>
      )}
      {keepsSome && (
        <ActionForm action={forget} button="Use the usual columns" shown={[]}>
          {() => null}
        </ActionForm>
      )}
    </div>
  )
}
